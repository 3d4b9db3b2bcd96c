using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scala;

/// <summary>The sample apps, with libraries from Debian's packages, staged by the stand-in for sbt.</summary>
public sealed class ScalaSampleTests(DebianMaven maven) : IDisposable
{
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Jetty_ColdWarmAndChanged_AnswersFromAMovedCopy()
    {
        await MiniSbt.RequireAsync(maven, "org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson");
        using var programs = MiniSbt.Create();
        using var app = new TestDirectory().WithSample("scala-jetty");
        using var again = new TestDirectory().WithSample("scala-jetty");
        using var build = new TestBuild(app, _cache, ("MAVEN_SETTINGS", maven.Settings)).WithPrograms(programs);
        using var secondBuild = new TestBuild(again, _cache, ("MAVEN_SETTINGS", maven.Settings)).WithPrograms(programs);

        var result = await build.RunAsync(new ScalaBuildpack([]));
        Assert.Null(result.Error);
        var second = await secondBuild.RunAsync(new ScalaBuildpack([]));
        Assert.Null(second.Error);

        Assert.Equal("target/universal/stage/bin/hello -Dhttp.port=$PORT", result.DefaultProcessTypes["web"]);
        Transcripts.Equal("scala-sample", build.Transcript());
        Assert.Contains("-----> Restoring cache", secondBuild.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[info]", secondBuild.Output.Text, StringComparison.Ordinal);
        Assert.Contains(result.Components, static component => component.PackageUrl == "pkg:maven/com.google.code.gson/gson@2.10");
        Assert.Equal(["universal"], Directory.EnumerateFileSystemEntries(app.PathOf("target")).Select(Path.GetFileName));
        Assert.Equal([".profile.d", "README.md", "build.sbt", "project", "src", "system.properties", "target"], Directory.EnumerateFileSystemEntries(app.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        await using var running = await RunningApp.StartAsync(again, result.DefaultProcessTypes["web"]);
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("{\"path\":\"/x\"}\n", await running.GetAsync("/json/x"));
    }

    [Fact]
    public async Task Build_CompileError_NamesFileAndLine()
    {
        await MiniSbt.RequireAsync(maven);
        using var programs = MiniSbt.Create();
        using var app = new TestDirectory().With("project/build.properties", "sbt.version=1.9.9").With("system.properties", "java.runtime.version=17")
            .With("build.sbt", "name := \"broken\"\n\nscalaVersion := \"2.11.12\"\n").With("src/main/scala/Web.scala", "object Web extends App {\n  println(greeting)\n}\n");
        using var build = new TestBuild(app, _cache, ("MAVEN_SETTINGS", maven.Settings), ("SBT_TASKS", "compile")).WithPrograms(programs);

        Transcripts.Equal("scala-broken", (await build.RunAsync(new ScalaBuildpack([]))).Error + "\n");
    }

    public void Dispose() => _cache.Dispose();
}
