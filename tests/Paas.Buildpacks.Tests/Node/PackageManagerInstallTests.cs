using Paas.Builds;

namespace Paas.Node;

/// <summary>Yarn and pnpm as the registry has them, with an app of one small dependency and one of development.</summary>
public sealed class PackageManagerInstallTests
{
    private const string Manifest = """
        { "name": "small", "version": "1.0.0", "private": true, "packageManager": "$", "engines": { "node": ">=18 <99" },
          "scripts": { "start": "node index.js" }, "dependencies": { "ms": "2.1.3" }, "devDependencies": { "isarray": "2.0.5" } }
        """;

    [Theory]
    [InlineData("pnpm@9.15.9")]
    [InlineData("yarn@1.22.22")]
    [InlineData("yarn@4.5.3")]
    public async Task Build_RealTool_InstallsAndPrunesAndCanBeMoved(string packageManager)
    {
        await Npm.RequireAsync();
        using var app = new TestDirectory().With("package.json", Manifest.Replace("$", packageManager, StringComparison.Ordinal)).With("index.js", "console.log('two days are', require('ms')('2 days'))")
            .With(".yarnrc.yml", "nodeLinker: node-modules\n");
        using var build = new TestBuild(app);

        var result = await build.RunAsync(new NodeBuildpack([]));

        Assert.Null(result.Error);
        Assert.Contains("There is no lockfile", build.Output.Text, StringComparison.Ordinal);
        Assert.False(app.Has("node_modules/isarray"));
        Assert.Contains("two days are 172800000", await RunningApp.RunAsync(app, "node index.js"), StringComparison.Ordinal);
    }
}
