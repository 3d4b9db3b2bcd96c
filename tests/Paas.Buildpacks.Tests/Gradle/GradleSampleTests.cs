using System.Globalization;
using Paas.Builds;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>Builds with Gradle itself, from a repository on this machine, and what they make at work.</summary>
public sealed class GradleSampleTests(DebianMaven maven, GradleSampleTests.SharedCache cache) : IClassFixture<GradleSampleTests.SharedCache>
{
    private static readonly (string, string) _fast = ("GRADLE_OPTS", $"-Xmx512m {DebianMaven.ShortLived}");

    [Fact]
    public async Task Jetty_Sample_AnswersFromAMovedCopyAndBuildsAgainFromTheCache()
    {
        await maven.RequireAsync(["org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson"], "gradle");
        using var own = new TestDirectory();
        using var app = new TestDirectory().WithSample("gradle-jetty");
        using var build = new TestBuild(app, own, ("MAVEN_MIRROR", maven.Url), _fast);

        var result = await build.RunAsync(new GradleBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("build/install/hello/bin/hello", result.DefaultProcessTypes["web"]);
        Assert.Contains(result.Components, static one => one.PackageUrl == "pkg:maven/com.google.code.gson/gson@2.10");
        Assert.False(app.Has(".gradle"), "Gradle's files are in the slug.");
        Assert.Contains("Task: installDist", build.Output.Text, StringComparison.Ordinal);
        Assert.Empty(ProcessesOf(own));
        Transcripts.Equal("gradle-sample", string.Concat(build.Transcript().Split('\n').Where(static line => line.Length > 0 && line[0] is '-' or ' ' && !line.StartsWith("       Open", StringComparison.Ordinal) && !line.StartsWith("       open", StringComparison.Ordinal)).Select(static line => line + "\n")));

        using var again = new TestDirectory().WithSample("gradle-jetty");
        using var offline = new TestBuild(again, own, ("MAVEN_MIRROR", maven.Url), _fast, ("GRADLE_TASK", "installDist --offline"));
        Assert.Null((await offline.RunAsync(new GradleBuildpack([]))).Error);
        Assert.Contains(":compileJava FROM-CACHE", offline.Output.Text, StringComparison.Ordinal);
        Assert.Equal(app.Digests("build/install"), again.Digests("build/install"));

        await using var running = await RunningApp.StartAsync(again, result.DefaultProcessTypes["web"], new Dictionary<string, string> { ["MEMORY_AVAILABLE"] = "512" });
        Assert.Equal("Hello from Gradle and Java 17 on web.1\n", await running.GetAsync("/"));
        Assert.InRange(int.Parse((await running.GetAsync("/memory")).Trim('{', '}', '\n').Split(':')[1], CultureInfo.InvariantCulture), 280, 310);
    }

    [Fact]
    public async Task Broken_SourcesAndDependency_AreNamedWithTheirLines()
    {
        await maven.RequireAsync(["org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson"], "gradle");
        using var app = new TestDirectory().WithSample("gradle-jetty");
        var source = app.Read("src/main/java/example/Main.java");
        app.With("src/main/java/example/Main.java", source.Replace("new Server(", "new Sever(", StringComparison.Ordinal));

        Transcripts.Equal("gradle-broken-source", await ErrorAsync(app));

        app.With("build.gradle", app.Read("build.gradle").Replace("gson:2.10", "gson:99", StringComparison.Ordinal));
        Transcripts.Equal("gradle-broken-dependency", await ErrorAsync(app));
    }

    private async Task<string> ErrorAsync(TestDirectory app)
    {
        using var build = new TestBuild(app, cache.Directory, ("MAVEN_MIRROR", maven.Url), _fast);
        return (await build.RunAsync(new GradleBuildpack([]))).Error + "\n";
    }

    /// <summary>The living processes that a build with this cache left.</summary>
    private static IEnumerable<string> ProcessesOf(TestDirectory cache)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(static path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            var environment = "";
            try
            {
                environment = File.ReadAllText(Path.Combine(process, "environ"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended, or is another user's.
            }

            if (environment.Contains(cache.Path, StringComparison.Ordinal))
                yield return process;
        }
    }

    public sealed class SharedCache : IDisposable
    {
        public TestDirectory Directory { get; } = new();

        public void Dispose() => Directory.Dispose();
    }
}
