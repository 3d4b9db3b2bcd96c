using Paas.Builds;

namespace Paas.Go;

/// <summary>The sample apps, with their modules from Debian's packages, built by the real Go.</summary>
public sealed class GoSampleTests : IDisposable
{
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Mux_TwoPrograms_AnswersFromAMovedCopyAndBuildsTheSameElsewhere()
    {
        DebianGo.Require("github.com/gorilla/mux");
        using var app = new TestDirectory().WithSample("go-mux");
        using var again = new TestDirectory().WithSample("go-mux");
        await DebianGo.VendorAsync(app);
        await DebianGo.VendorAsync(again);
        using var build = new TestBuild(app, _cache, DebianGo.Cache, ("GOPROXY", "off"));
        using var secondBuild = new TestBuild(again, _cache, DebianGo.Cache, ("GOPROXY", "off"));

        var result = await build.RunAsync(new GoBuildpack([]));
        var second = await secondBuild.RunAsync(new GoBuildpack([]));

        Assert.Null(result.Error);
        Assert.Null(second.Error);
        Assert.Equal(["greet: bin/greet", "web: bin/web"], result.DefaultProcessTypes.Select(static type => $"{type.Key}: {type.Value}"));
        Assert.Contains(result.Components, static component => component.PackageUrl == "pkg:golang/github.com/gorilla/mux@v1.8.0");
        Transcripts.Equal("go-sample", WithoutPackages(build.Transcript()));
        Assert.Equal(app.Digests("bin"), again.Digests("bin"));
        Assert.Equal([".profile.d", "README.md", "bin", "cmd", "go.mod", "go.sum", "vendor"], Directory.EnumerateFileSystemEntries(app.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("Hello you\n", await RunningApp.RunAsync(app, "greet you"));
        await using var running = await RunningApp.StartAsync(app, result.DefaultProcessTypes["web"]);
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("Hello world\n", await running.GetAsync("/hello/world"));
    }

    [Fact]
    public async Task Gin_OneProgram_IsTheWebProcess()
    {
        DebianGo.Require("github.com/gin-gonic/gin");
        using var app = new TestDirectory().WithSample("go-gin");
        await DebianGo.VendorAsync(app);
        using var build = new TestBuild(app, _cache, DebianGo.Cache, ("GOPROXY", "off"));

        var result = await build.RunAsync(new GoBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal(["web: bin/hello"], result.DefaultProcessTypes.Select(static type => $"{type.Key}: {type.Value}"));
        Assert.Contains(result.Components, static component => component.PackageUrl == "pkg:golang/github.com/go-playground/validator/v10@v10.10.0");
        await using var running = await RunningApp.StartAsync(app, "bin/hello");
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        using var refused = await running.SendAsync(HttpMethod.Post, "/hello");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Mux_FromAModuleProxy_IsDownloadedOnceAndAgainWhenItsVersionChanges()
    {
        DebianGo.Require("github.com/gorilla/mux");
        using var proxy = new TestDirectory();
        await DebianGo.AddToProxyAsync(proxy, "github.com/gorilla/mux@v1.8.0");
        await DebianGo.AddToProxyAsync(proxy, "github.com/gorilla/mux@v1.8.1");

        Assert.Contains("go: downloading github.com/gorilla/mux v1.8.0\n", await BuildAsync("v1.8.0"), StringComparison.Ordinal);
        Assert.DoesNotContain("go: downloading", await BuildAsync("v1.8.0"), StringComparison.Ordinal);
        Assert.Contains("go: downloading github.com/gorilla/mux v1.8.1\n", await BuildAsync("v1.8.1"), StringComparison.Ordinal);

        async Task<string> BuildAsync(string version)
        {
            using var app = new TestDirectory().WithSample("go-mux");
            File.Delete(app.PathOf("go.sum"));
            app.With("go.mod", $"module example.com/hello\n\ngo 1.19\n\nrequire github.com/gorilla/mux {version}\n");
            using var build = new TestBuild(app, _cache, DebianGo.Cache, ("GOPROXY", $"file://{proxy.Path}"), ("GONOSUMDB", "*"), ("GOFLAGS", "-mod=mod"));
            var result = await build.RunAsync(new GoBuildpack([]));

            Assert.Null(result.Error);
            Assert.Contains(result.Components, component => component.Version == version);
            return build.Output.Text;
        }
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>Which packages go compiles depends on its version and cache.</summary>
    private static string WithoutPackages(string transcript)
    {
        var lines = transcript.Split('\n');
        var start = Array.FindIndex(lines, static line => line.Contains("Running: go install", StringComparison.Ordinal)) + 1;
        var end = Array.FindIndex(lines, static line => line.Contains("Installed the following", StringComparison.Ordinal));
        return string.Join('\n', [.. lines[..start], .. lines[end..]]);
    }
}
