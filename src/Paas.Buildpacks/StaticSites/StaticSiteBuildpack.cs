using System.Collections.Immutable;
using Paas.Files;
using Paas.Shell;

namespace Paas.StaticSites;

/// <summary>
/// Serves files: a directory with an <c>index.html</c>, or what a <c>static.json</c> names. A small server on ASP.NET Core's
/// static files comes with the slug, so the only need is the .NET runtime by which the platform itself runs; nginx or
/// Python, where they happen to be installed, would serve the same site with other rules.
/// </summary>
public sealed class StaticSiteBuildpack : IBuildpack
{
    private const string ServerDirectory = ".heroku/static";
    private const string ServerProgram = "paas-static.dll";

    private const string RuntimeConfig = """
        {
          "runtimeOptions": {
            "tfm": "net10.0",
            "rollForward": "Major",
            "framework": { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" },
            "configProperties": { "System.GC.Server": false, "System.GC.Concurrent": false, "System.Globalization.Invariant": true }
          }
        }
        """;

    private static readonly string[] _usualRoots = [".", "public", "public_html", "dist", "build", "_site"];

    /// <inheritdoc />
    public string Name => "paas/static";

    /// <inheritdoc />
    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var app = new ConfinedDirectory(context.AppDirectory);
        return new(app.FileExists("static.json") || UsualRoot(app) is not null ? "Static site" : null);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        var app = new ConfinedDirectory(context.AppDirectory);
        if (Configure(app, out var error) is not { } config)
            return BuildpackResult.Failed(error);

        var (_, runtimes) = await context.CaptureAsync("dotnet --list-runtimes", ImmutableDictionary<string, string>.Empty, cancellationToken);
        if (!runtimes.Split('\n').Any(static line => line.Split(' ') is ["Microsoft.AspNetCore.App", var version, ..] && int.TryParse(version.Split('.')[0], out var major) && major >= 10))
            return BuildpackResult.Failed("Static sites are served by a small .NET program, and the ASP.NET Core runtime 10 or newer is not installed where builds run. Install it so that 'dotnet' is on the PATH of the platform: https://dot.net/download");

        context.Output.Step("Static site");
        context.Output.Detail(config.Root == "." ? "Serving the files of the root directory" : $"Serving the files of {config.Root}/");
        using (var server = typeof(StaticSiteBuildpack).Assembly.GetManifestResourceStream(ServerProgram)!)
            app.Write($"{ServerDirectory}/{ServerProgram}", server.CopyTo);
        app.WriteText($"{ServerDirectory}/paas-static.runtimeconfig.json", RuntimeConfig);
        app.WriteText($"{ServerDirectory}/site.json", config.ToJson());
        return new BuildpackResult
        {
            DefaultProcessTypes = ImmutableSortedDictionary<string, string>.Empty.Add("web", $"dotnet {ServerDirectory}/{ServerProgram}"),
        };
    }

    private static SiteConfig? Configure(ConfinedDirectory app, out string error)
    {
        error = "";
        if (app.ReadText("static.json") is not { } json)
        {
            if (UsualRoot(app) is { } root)
                return new SiteConfig { Root = root };
            error = $"There is no index.html in the root of the source or in {string.Join(", ", _usualRoots.Skip(1))}. Add one, or a static.json such as {{ \"root\": \"site/\" }}.";
            return null;
        }

        if (!SiteConfig.TryParse(json, out var config, out var problem))
            error = $"static.json: {problem}. It should look like {{ \"root\": \"public/\", \"clean_urls\": true }}.";
        else if (config.Root.Split('/').Contains("..") || Path.IsPathRooted(config.Root.TrimEnd('/')))
            error = $"static.json: the root '{config.Root}' must be a directory inside the app, such as \"public/\".";
        else if (config.Redirects.FirstOrDefault(static entry => entry.Value.Status is < 300 or > 399) is { Key: { } path } wrong)
            error = $"static.json: the redirect of '{path}' has status {wrong.Value.Status}; use 301, 302, 307 or 308.";
        else if ((config.Root.Trim('/') is "" or "." ? "." : config.Root.Trim('/')) is var root && (root == "." || app.DirectoryExists(root)))
            return config with { Root = root };
        else
            error = $"static.json: the root '{config.Root}' is not a directory of the source. Correct \"root\", or commit the directory (is it in .gitignore?).";
        return null;
    }

    private static string? UsualRoot(ConfinedDirectory app) => _usualRoots.FirstOrDefault(root => app.FileExists(root == "." ? "index.html" : $"{root}/index.html"));
}
