using Paas.Builds;
using Paas.Jvm;

namespace Paas.Clojure;

/// <summary>The sample apps, built by the real Leiningen with libraries from Debian's packages.</summary>
public sealed class ClojureSampleTests(DebianMaven maven) : IDisposable
{
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Ring_WithAnUberjar_AnswersFromAMovedCopyAndIsBuiltAgainFromTheCache()
    {
        await DebianLein.RequireAsync(maven, "ring/ring-jetty-adapter", "compojure/compojure");
        using var app = new TestDirectory().WithSample("clojure-ring").WithMirror(maven).With("system.properties", "java.runtime.version=17");
        using var build = new TestBuild(app, _cache);

        var result = await build.RunAsync(new ClojureBuildpack([]));

        Assert.True(result.Error is null, result.Error);
        Assert.Equal("java $JVM_OPTS -jar target/hello-standalone.jar", result.DefaultProcessTypes["web"]);
        Transcripts.Equal("clojure-sample", WithoutDownloads(build.Transcript()));
        Assert.Contains(result.Components, static component => component.Name == "ring:ring-core");
        Assert.False(app.Has(".m2"), "The dependencies are in the slug twice.");

        // The same source once more is not built anew.
        using var unchanged = new TestDirectory().WithSample("clojure-ring").WithMirror(maven).With("system.properties", "java.runtime.version=17");
        using var thirdBuild = new TestBuild(unchanged, _cache);
        Assert.Equal(result.DefaultProcessTypes, (await thirdBuild.RunAsync(new ClojureBuildpack([]))).DefaultProcessTypes);
        Assert.DoesNotContain(thirdBuild.Commands, static command => command.StartsWith("lein", StringComparison.Ordinal));

        // The cache alone has the dependencies: nothing is asked for over the network.
        using var again = new TestDirectory().WithSample("clojure-ring").WithMirror(maven).With("system.properties", "java.runtime.version=17");
        using var secondBuild = new TestBuild(again, _cache, ("LEIN_BUILD_TASK", "-o with-profile production deps"));
        var second = await secondBuild.RunAsync(new ClojureBuildpack([]));
        Assert.True(second.Error is null, second.Error);
        Assert.DoesNotContain("Retrieving", secondBuild.Output.Text, StringComparison.Ordinal);
        Assert.Contains("The build made no hello-standalone.jar", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(unchanged, result.DefaultProcessTypes["web"], new Dictionary<string, string> { ["JVM_OPTS"] = "-Xmx128m" });
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("Hello world\n", await running.GetAsync("/hello/world"));
    }

    [Fact]
    public async Task Build_CompileError_NamesFileAndLine()
    {
        await DebianLein.RequireAsync(maven, "org/clojure/clojure");
        using var app = new TestDirectory().WithMirror(maven).With("system.properties", "java.runtime.version=17")
            .With("project.clj", "(defproject broken \"1\" :min-lein-version \"2.0.0\" :dependencies [[org.clojure/clojure \"1.11.1\"]])")
            .With("src/broken/web.clj", "(ns broken.web)\n\n(defn greet [name]\n  (str \"Hello \" nme))\n");
        using var build = new TestBuild(app, _cache);

        Transcripts.Equal("clojure-broken", (await build.RunAsync(new ClojureBuildpack([]))).Error + "\n");
    }

    public void Dispose() => _cache.Dispose();

    private static string WithoutDownloads(string transcript) =>
        string.Join('\n', transcript.Split('\n').Where(static line => !line.Contains("Retrieving ", StringComparison.Ordinal) && !line.Contains(":INFO:", StringComparison.Ordinal)));
}
