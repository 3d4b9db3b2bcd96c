using Paas.Testing;

namespace Paas.Apps;

public sealed class AppsTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("abc-")]
    [InlineData("Abc")]
    [InlineData("a_b")]
    [InlineData("abc\n")]
    [InlineData("a234567890123456789012345678901")]
    public async Task Create_IllegalName_IsRefusedByName(string name)
    {
        await using var paas = await TestPaas.StartAsync();

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.CreateAsync(name));

        Assert.Equal(PaasErrors.InvalidParams, e.Id);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("a-1")]
    [InlineData("a23456789012345678901234567890")]
    public async Task Create_LegalName_HasTwoReleases(string name)
    {
        await using var paas = await TestPaas.StartAsync();

        var app = await paas.Platform.As("ada@example.com").Apps.CreateAsync(name);

        Assert.Equal(new Uri($"http://{name}.localhost:8080/"), app.WebUrl);
        var releases = await paas.Platform.Releases.ListAsync(name);
        Assert.Equal([(2, "Enable Logplex", true), (1, "Initial release", false)], releases.Select(static release => (release.Version, release.Description, release.Current)));
        Assert.Equal(RouteStatus.Blank, paas.Router.Route($"{name}.localhost").Status);
        Assert.Contains("app[api]: Release v1 created by user ada@example.com", await paas.LogAsync(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NoName_MakesRandomOnes()
    {
        await using var paas = await TestPaas.StartAsync();

        var names = new[] { await paas.Platform.Apps.CreateAsync(), await paas.Platform.Apps.CreateAsync() }.Select(static app => app.Name).ToList();

        Assert.All(names, static name => Assert.Matches("^[a-z]+-[a-z]+-[0-9]{5}$", name));
        Assert.NotEqual(names[0], names[1]);
    }

    [Fact]
    public async Task Create_TakenName_IsRefusedAndTheFirstStays()
    {
        await using var paas = await TestPaas.StartAsync();
        var first = await paas.Platform.Apps.CreateAsync("shop");

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.CreateAsync("shop"));

        Assert.Equal("Name shop is already taken.", e.Message);
        Assert.Equal(first.Id, (await paas.Platform.Apps.GetAsync("shop")).Id);
    }

    [Fact]
    public async Task Create_SameNameAtOnce_OneWins()
    {
        await using var paas = await TestPaas.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return (await paas.Platform.Apps.CreateAsync("shop")).Id;
            }
            catch (PaasException)
            {
                return Guid.Empty;
            }
        }));

        Assert.Single(results, static id => id != Guid.Empty);
        Assert.Single(await paas.Platform.Apps.ListAsync());
    }

    [Fact]
    public async Task Update_Rename_MovesRouteAndFreesName()
    {
        await using var paas = await TestPaas.StartAsync();
        var app = await paas.Platform.Apps.CreateAsync("old-name");
        await paas.DeployAsync("old-name", "web: serve");

        await paas.Platform.Apps.UpdateAsync("old-name", new AppUpdate { Name = "new-name" });

        Assert.Equal(app.Id, (await paas.Platform.Apps.GetAsync("new-name")).Id);
        Assert.Equal(["web.1"], paas.Router.Targets("new-name.localhost"));
        Assert.False(paas.Router.Table.Hosts.ContainsKey("old-name.localhost"));
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.GetAsync("old-name"))).Id);
        await paas.Platform.Apps.CreateAsync("old-name");
    }

    [Fact]
    public async Task Update_Maintenance_AnswersForTheApp()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");

        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true });
        Assert.Equal(RouteStatus.Maintenance, paas.Router.Route("shop.localhost").Status);
        Assert.Single(paas.Driver.Running);

        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = false });
        Assert.Equal(RouteStatus.Serving, paas.Router.Route("shop.localhost").Status);
    }

    [Fact]
    public async Task Config_OwnPages_ReachTheRouter()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?>
        {
            ["ERROR_PAGE_URL"] = "//pages.example.com/error.html",
            ["MAINTENANCE_PAGE_URL"] = "//pages.example.com/later.html",
        });
        var settings = paas.Router.Route("shop.localhost").Settings;
        Assert.Equal(("//pages.example.com/error.html", "//pages.example.com/later.html"), (settings.ErrorPageUrl, settings.MaintenancePageUrl));

        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["ERROR_PAGE_URL"] = null, ["MAINTENANCE_PAGE_URL"] = null });
        Assert.Equal(RouteSettings.Default, paas.Router.Route("shop.localhost").Settings);
    }

    [Fact]
    public async Task Update_UnknownBuildpack_IsRefusedWithTheKnownOnes()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");

        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = ["heroku/cobol"] }));

        Assert.Contains("heroku/cobol", e.Message, StringComparison.Ordinal);
        Assert.Contains("test/fake", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroy_RunningApp_LeavesNothing()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve\nworker: work");
        await paas.Platform.Domains.AddAsync("shop", "www.example.com");

        await paas.Platform.Apps.DestroyAsync("shop");
        await paas.SettleAsync();

        Assert.Empty(paas.Driver.Running);
        Assert.Empty(paas.Router.Table.Hosts);
        Assert.Empty(await paas.Platform.Apps.ListAsync());
        Assert.Empty(await paas.State.ListAsync("", TestContext.Current.CancellationToken));
        await paas.Platform.Apps.CreateAsync("shop");
    }

    [Fact]
    public async Task Domains_OfAnotherAppOrIllegal_AreRefused()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.Platform.Apps.CreateAsync("blog");
        await paas.Platform.Domains.AddAsync("shop", "WWW.Example.com.");

        Assert.Equal(["shop.localhost", "www.example.com"], (await paas.Platform.Domains.ListAsync("shop")).Select(static domain => domain.Hostname));
        foreach (var hostname in new[] { "www.example.com", "localhost", "blog.localhost", "bad host.com", "-a.com", "http://x.com", new string('a', 64) + ".com", "" })
            Assert.Equal(PaasErrors.InvalidParams, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Domains.AddAsync("blog", hostname))).Id);

        await paas.Platform.Domains.RemoveAsync("shop", "www.example.com");
        await paas.Platform.Domains.AddAsync("blog", "www.example.com");
        Assert.Equal("blog", paas.Router.Route("www.example.com").AppName);
    }
}
