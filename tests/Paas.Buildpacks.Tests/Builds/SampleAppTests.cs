using Paas.DotNet;
using Paas.Node;
using Paas.Python;
using Paas.StaticSites;

namespace Paas.Builds;

/// <summary>The sample apps, built by the real tools and started somewhere else.</summary>
public sealed class SampleAppTests
{
    [Fact]
    public async Task DotNet_Sample_AnswersFromAMovedCopy()
    {
        Bash.Require("dotnet");
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("dotnet");
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new DotNetBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("cd bin/publish; ./hello --urls http://*:$PORT", result.DefaultProcessTypes["web"]);
        Assert.False(app.Has("obj"));
        Assert.False(app.Has(".dotnet") || app.Has(".nuget") || app.Has(".local"), "The SDK's own files are in the slug.");
        Transcripts.Equal("dotnet-sample", build.Transcript());

        // The same source once more is not published anew.
        using var again = new TestDirectory().WithSample("dotnet");
        using var secondBuild = new TestBuild(again, cache);
        result = await secondBuild.RunAsync(new DotNetBuildpack([]));
        Assert.Null(result.Error);
        Assert.DoesNotContain(secondBuild.Commands, static command => command.Contains("publish", StringComparison.Ordinal) && command.StartsWith("dotnet", StringComparison.Ordinal));
        await using var running = await RunningApp.StartAsync(again, result.DefaultProcessTypes["web"]);
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("Waited 5 ms\n", await running.GetAsync("/slow?ms=5"));
    }

    [Fact]
    public async Task Static_Sample_AnswersFromAMovedCopy()
    {
        Bash.Require("dotnet");
        using var app = new TestDirectory().WithSample("static");
        using var build = new TestBuild(app);

        var result = await build.RunAsync(new StaticSiteBuildpack());

        Assert.Null(result.Error);
        Transcripts.Equal("static-sample", build.Transcript());
        await using var running = await RunningApp.StartAsync(app, result.DefaultProcessTypes["web"]);
        Assert.Contains("Hello from a static site", await running.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_Sample_AnswersFromAMovedCopyAndBuildsAgainFromTheCache()
    {
        await Npm.RequireAsync();
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("node");
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new NodeBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("npm start", result.DefaultProcessTypes["web"]);
        Assert.True(app.Has("node_modules/express"));
        Assert.False(app.Has("node_modules/mkdirp"), "The development dependency was not pruned.");
        Assert.False(app.Has(".npm"), "npm's cache is in the slug.");
        Transcripts.Equal("node-sample", build.Transcript());

        using var again = new TestDirectory().WithSample("node");
        using var secondBuild = new TestBuild(again, cache, ("NPM_CONFIG_OFFLINE", "true"));
        Assert.Null((await secondBuild.RunAsync(new NodeBuildpack([]))).Error);
        Assert.Contains("- npm cache", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(app, "npm start");
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("built by npm run build\n", await running.GetAsync("/built.txt"));
    }

    [Fact]
    public async Task Python_SampleWithVendoredWheels_AnswersFromAMovedCopyAndBuildsAgainFromTheCache()
    {
        await DebianWheels.RequireAsync();
        using var cache = new TestDirectory();
        using var wheels = await DebianWheels.MakeAsync();
        using var app = new TestDirectory().WithSample("python").With(".python-version", DebianWheels.PythonVersion);
        using var build = new TestBuild(app, cache, ("PIP_FIND_LINKS", wheels.Path), ("PIP_NO_INDEX", "1"));

        var result = await build.RunAsync(new PythonBuildpack([]));

        Assert.Null(result.Error);
        Assert.DoesNotContain(app.Path, app.Read(".heroku/python/bin/gunicorn"), StringComparison.Ordinal);
        Transcripts.Equal("python-sample", build.Transcript());

        using var again = new TestDirectory().WithSample("python").With(".python-version", DebianWheels.PythonVersion);
        using var secondBuild = new TestBuild(again, cache, ("PIP_NO_INDEX", "1"));
        Assert.Null((await secondBuild.RunAsync(new PythonBuildpack([]))).Error);
        Assert.Contains("Restoring cache", secondBuild.Output.Text, StringComparison.Ordinal);
        foreach (var builtAgain in new[] { app, again })
        {
            await using var running = await RunningApp.StartAsync(builtAgain, "gunicorn --bind 0.0.0.0:$PORT app:app");
            Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
            await running.WaitForOutputAsync("GET / HTTP/1.1");
        }
    }
}
