using Paas.Builds;

namespace Paas.StaticSites;

/// <summary>One running site for the tests of the server.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();

    public RunningApp Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bash.Require("dotnet");
        _directory
            .With("static.json", """
                {
                  "root": "site/", // where the files are
                  "clean_urls": true,
                  "https_only": true,
                  "error_page": "errors/none.html",
                  "routes": { "/shop/**": "shop.html" },
                  "redirects": { "/old": { "url": "/about" }, "/soon": { "url": "/about", "status": 302 } },
                  "headers": { "/**": { "X-Site": "yes" }, "/assets/*": { "Cache-Control": "public, max-age=60" } },
                }
                """)
            .With("site/index.html", "<p>start</p>").With("site/about.html", "<p>about</p>").With("site/shop.html", "<p>shop</p>")
            .With("site/errors/none.html", "<p>none</p>").With("site/docs/index.html", "<p>docs</p>").With("site/assets/digits.txt", "0123456789")
            .With("site/assets/data.unknown", "?").With("site/.hidden", "hidden").With("site/.git/config", "hidden").With("site/.well-known/security.txt", "contact")
            .With("site/ä b.txt", "umlaut").With("secret.txt", "secret").With("site/vector.svg", "<svg/>").With("site/app.mjs", "export {}");
        using var build = new TestBuild(_directory);
        var result = await build.RunAsync(new StaticSiteBuildpack());
        Assert.Null(result.Error);
        Site = await RunningApp.StartAsync(_directory, result.DefaultProcessTypes["web"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Site is not null)
            await Site.DisposeAsync();
        _directory.Dispose();
    }
}
