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

        await host.PushTwiceAsync("node-app", source, "Node.js", "server.js");
        Assert.Equal("built by npm run build\n", await host.Platform.GetAsync("node-app", "/built.txt"));
    }

    [Fact]
    public async Task Python_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await DebianWheels.RequireAsync();
        using var wheels = await DebianWheels.MakeAsync();
        using var source = new TestDirectory().WithSample("python").With(".python-version", DebianWheels.PythonVersion);

        await host.PushTwiceAsync("python-app", source, "Python", "app.py", new() { ["PIP_FIND_LINKS"] = wheels.Path, ["PIP_NO_INDEX"] = "1" });
    }

    [Fact]
    public async Task DotNet_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        Bash.Require("dotnet");
        using var source = new TestDirectory().WithSample("dotnet");

        await host.PushTwiceAsync("dotnet-app", source, ".NET", "Program.cs");
    }

    [Fact]
    public async Task Static_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        Bash.Require("dotnet");
        // The load tells answers apart by their first line.
        using var source = new TestDirectory().WithSample("static").With("index.html", "Hello from a static site\n");

        await host.PushTwiceAsync("static-app", source, "Static site", "index.html");
    }
}
