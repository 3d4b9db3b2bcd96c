using Paas.Builds;
using Paas.Hosting;
using Paas.Node;
using Paas.Python;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for each language, and a second push under a steady stream of requests.</summary>
public sealed class LanguageTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Node_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await Npm.RequireAsync();
        using var source = new TestDirectory().WithSample("node");

        await PushTwiceAsync("node-app", source, "Node.js", "server.js");
        Assert.Equal("built by npm run build\n", await host.Platform.GetAsync("node-app", "/built.txt"));
    }

    [Fact]
    public async Task Python_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await DebianWheels.RequireAsync();
        using var wheels = await DebianWheels.MakeAsync();
        using var source = new TestDirectory().WithSample("python").With(".python-version", DebianWheels.PythonVersion);

        await PushTwiceAsync("python-app", source, "Python", "app.py", new() { ["PIP_FIND_LINKS"] = wheels.Path, ["PIP_NO_INDEX"] = "1" });
    }

    [Fact]
    public async Task DotNet_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        Bash.Require("dotnet");
        using var source = new TestDirectory().WithSample("dotnet");

        await PushTwiceAsync("dotnet-app", source, ".NET", "Program.cs");
    }

    [Fact]
    public async Task Static_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        Bash.Require("dotnet");
        // The load tells answers apart by their first line.
        using var source = new TestDirectory().WithSample("static").With("index.html", "Hello from a static site\n");

        await PushTwiceAsync("static-app", source, "Static site", "index.html");
    }

    private async Task PushTwiceAsync(string app, TestDirectory source, string language, string greets, Dictionary<string, string?>? config = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = host.Platform;
        await platform.Platform.Apps.CreateAsync(app, cancellationToken);
        if (config is not null)
            await platform.Platform.Config.UpdateAsync(app, config, cancellationToken);

        var first = (await platform.PushAsync(app, source)).Succeeded();
        Assert.Contains($"-----> {language} app detected", first.Transcript, StringComparison.Ordinal);
        Assert.StartsWith("Hello from", await platform.GetAsync(app), StringComparison.Ordinal);
        await platform.ConvergesAsync(app);

        await using var load = new SteadyLoad(platform.UrlOf(app), echoes: false);
        await load.FlowsAsync();
        source.Replace(greets, "Hello from", "Howdy from");
        (await platform.PushAsync(app, source)).Succeeded();
        await load.SeesAsync("Howdy from");
        await platform.ConvergesAsync(app);
        var replacement = load.NextPhase().WithoutFailures($"{app}, second push");
        Assert.True(replacement.Saw("Hello from") && replacement.Saw("Howdy from"), "Not both releases answered.");

        // What is in flight may still be an answer of the old release, once.
        await load.FlowsAsync();
        load.NextPhase().WithoutFailures($"{app}, in flight");
        await load.FlowsAsync();
        Assert.False(load.NextPhase().WithoutFailures($"{app}, afterwards").Saw("Hello from"), "The old release still answers.");
    }
}
