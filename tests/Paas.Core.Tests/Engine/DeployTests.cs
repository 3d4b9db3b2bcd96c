using Paas.Testing;

namespace Paas.Engine;

public sealed class DeployTests
{
    [Fact]
    public async Task Deploy_FirstBuild_ReleasesV3AndServes()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", TestContext.Current.CancellationToken);

        var build = await paas.DeployAsync("shop", "web: serve $PORT", version: "193d1419aabbccdd");

        Assert.Equal(BuildStatus.Succeeded, build.Status);
        Assert.Equal(3, build.Release);
        var release = (await paas.Platform.Releases.ListAsync("shop", TestContext.Current.CancellationToken))[0];
        Assert.Equal((3, "Deploy 193d1419", ReleaseStatus.Succeeded, true), (release.Version, release.Description, release.Status, release.Current));
        var dyno = Assert.Single(await paas.Platform.Dynos.ListAsync("shop", TestContext.Current.CancellationToken));
        Assert.Equal(("web.1", DynoState.Up, 3), (dyno.Name, dyno.State, dyno.Release));
        Assert.Equal(["web.1"], paas.Router.Targets("shop.localhost"));
        Assert.Equal(RouteStatus.Serving, paas.Router.Route("shop.localhost").Status);
    }
}
