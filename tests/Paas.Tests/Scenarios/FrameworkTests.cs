using Paas.Builds;
using Paas.Hosting;
using Paas.Node;
using Paas.Python;

namespace Paas.Scenarios;

/// <summary>Further apps of Node.js, Python and .NET, an app of two languages, and one in a folder of its repository.</summary>
public sealed class FrameworkTests(SharedHost host) : IClassFixture<SharedHost>
{
    private const string Package = "cronos";

    [Fact]
    public async Task Fastify_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await Npm.RequireAsync();
        using var source = new TestDirectory().WithSample("node-fastify");

        await host.PushTwiceAsync("node-fastify", source, "Node.js", "src/server.ts");
        Assert.StartsWith("{\"node\":\"v", await host.Platform.GetAsync("node-fastify", "/json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Django_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await DebianWheels.RequireAsync();
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/django"), "Debian's python3-django is not installed on this machine.");
        using var wheels = await DebianWheels.MakeAsync("python3-django");
        using var source = new TestDirectory().WithSample("python-django").With(".python-version", DebianWheels.PythonVersion);

        await host.PushTwiceAsync("python-django", source, "Python", "site_of_mine/urls.py", new() { ["PIP_FIND_LINKS"] = wheels.Path, ["PIP_NO_INDEX"] = "1" });
        Assert.Equal("body { font-family: sans-serif; }\n", await host.Platform.GetAsync("python-django", "/static/site.css"));
    }

    [Fact]
    public async Task DotNetSolution_Pushed_AnswersAndHasItsProcessTypes()
    {
        Bash.Require("dotnet");
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var package = Path.Combine(packages, Package, "0.13.0");
        Assert.SkipUnless(Directory.Exists(package), $"The NuGet package {Package} is not in {packages}.");
        using var source = new TestDirectory().WithSample("dotnet-solution")
            .With("nuget.config", $"""<configuration><packageSources><clear /><add key="local" value="{package}" /></packageSources></configuration>""");

        await host.PushAsync("dotnet-solution", source, ".NET", "web/Program.cs");
        Assert.Equal("03:00\n", await host.Platform.GetAsync("dotnet-solution", "/next"));
        var formation = await host.Platform.Platform.Formations.GetAsync("dotnet-solution", TestContext.Current.CancellationToken);
        Assert.Equal(["web", "worker"], formation.Select(static process => process.Type).Order());
    }

    [Fact]
    public async Task NodeAndPython_InOneApp_HandTheirEnvironmentOn()
    {
        await Npm.RequireAsync();
        await DebianWheels.RequireAsync();
        using var wheels = await DebianWheels.MakeAsync();
        using var source = new TestDirectory().WithSample("node-python").With(".python-version", DebianWheels.PythonVersion);
        var platform = host.Platform;
        var cancellationToken = TestContext.Current.CancellationToken;
        await platform.Platform.Apps.CreateAsync("node-python", cancellationToken);
        await platform.Platform.Apps.UpdateAsync("node-python", new AppUpdate { Buildpacks = ["heroku/nodejs", "heroku/python"] }, cancellationToken);
        await platform.Platform.Config.UpdateAsync("node-python", new Dictionary<string, string?> { ["PIP_FIND_LINKS"] = wheels.Path, ["PIP_NO_INDEX"] = "1" }, cancellationToken);

        var push = (await platform.PushAsync("node-python", source)).Succeeded();

        Assert.Contains("-----> Node.js app detected", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("-----> Python app detected", push.Transcript, StringComparison.Ordinal);
        Assert.StartsWith("Hello from Python and its assets on web.1", await platform.GetAsync("node-python"), StringComparison.Ordinal);
        Assert.StartsWith("document.querySelector(\"p\")", await platform.GetAsync("node-python", "/static/app.js"), StringComparison.Ordinal);
        Assert.Equal("built with both\n", await platform.GetAsync("node-python", "/static/built.txt"));
        Assert.Equal("and from Node.js\n", await platform.GetAsync("node-python", "/node"));
    }

    [Fact]
    public async Task Monorepo_FolderOfTheSource_IsTheApp()
    {
        Bash.Require("dotnet");
        using var source = new TestDirectory().With("services/site/public/index.html", "Hello from a folder\n").With("package.json", "{}").With("services/api/go.mod");
        var platform = host.Platform;
        var cancellationToken = TestContext.Current.CancellationToken;
        await platform.Platform.Apps.CreateAsync("monorepo", cancellationToken);
        await platform.Platform.Config.UpdateAsync("monorepo", new Dictionary<string, string?> { ["PROJECT_PATH"] = "services/site" }, cancellationToken);

        var push = (await platform.PushAsync("monorepo", source)).Succeeded();

        Assert.Contains("-----> Using the folder services/site of the source (PROJECT_PATH)", push.Transcript, StringComparison.Ordinal);
        Assert.Contains("-----> Static site app detected", push.Transcript, StringComparison.Ordinal);
        Assert.Equal("Hello from a folder\n", await platform.GetAsync("monorepo"));

        await platform.Platform.Config.UpdateAsync("monorepo", new Dictionary<string, string?> { ["PROJECT_PATH"] = "services/shop" }, cancellationToken);
        source.With("services/site/public/index.html", "Changed\n");
        (await platform.PushAsync("monorepo", source)).Rejected(
            "The config var PROJECT_PATH is 'services/shop', but the source has no such folder. services has api/, site/.");
    }
}
