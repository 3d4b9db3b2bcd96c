using Paas.Builds;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>The decisions of a build, with tools that only say that they were called.</summary>
public sealed class GradleBuildpackTests : IDisposable
{
    private const string Version = "Gradle 8.5";
    private const string Options =
        "--no-daemon --console=plain --project-cache-dir {cache}/gradle/project -I {cache}/gradle/scripts/paas.gradle "
        + "-Dorg.gradle.configuration-cache=false -Dorg.gradle.unsafe.configuration-cache=false -Dorg.gradle.unsafe.isolated-projects=false";

    private readonly TestDirectory _app = new TestDirectory().With("build.gradle").With("system.properties", "java.runtime.version=17");
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Build_Wrapper_IsUsedWithItsHomeInTheCache()
    {
        using var programs = JvmTools.Create("gradle", Version, "exit 9");
        Wrap(programs, "8.7", "ls $GRADLE_USER_HOME; echo paas-task stage");
        using var build = Build(programs, ("JAVA_OPTS", "-Xmx100m"), ("GRADLE_OPTS", "-Da=b"));

        var result = await build.RunAsync(new GradleBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal([$"gradlew {Expand(Options)} paasBuild paasReport"], JvmTools.Calls(programs));
        Assert.Equal(
            """
            -----> Using OpenJDK 17.0.9 (system.properties, line 1, asks for 17)
            -----> Using the Gradle wrapper (Gradle 8.7)
            -----> Building Gradle app
                   gradle.properties
                   Task: stage
             !     There is no Procfile: nothing says how to start this app. Add one, such as 'web: java $JAVA_OPTS -jar build/libs/app.jar', or use Gradle's plugin 'application'.

            """,
            build.Output.Text);
        Assert.False(_cache.Has("gradle/home/gradle.properties"));

        var environment = programs.Read("environment");
        Assert.Contains($"GRADLE_USER_HOME={_cache.PathOf("gradle/home")}\n", environment, StringComparison.Ordinal);
        Assert.Contains($"GRADLE_OPTS=-Da=b -Duser.home={_app.Path}\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("-Xmx100m", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OwnTask_IsCalledInPlaceOfAChosenOne()
    {
        using var programs = JvmTools.Create("gradle", Version);
        using var build = Build(programs, ("GRADLE_TASK", ":web:bootJar -x test"));

        Assert.Null((await build.RunAsync(new GradleBuildpack([]))).Error);
        Assert.Equal([$"gradle {Expand(Options)} :web:bootJar -x test paasReport"], JvmTools.Calls(programs));
        Assert.Contains("$ gradle :web:bootJar -x test\n", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NoWrapper_UsesTheMachinesAndSaysSo()
    {
        using var programs = JvmTools.Create("gradle", Version);
        _app.With("gradle/wrapper/gradle-wrapper.properties", "distributionUrl=https\\://host.example/gradle-8.1-bin.zip");
        using var build = Build(programs);

        Assert.Null((await build.RunAsync(new GradleBuildpack([]))).Error);
        Assert.Contains("-----> Using Gradle 8.5\n !     There is no gradlew: the app is built with the platform's Gradle.", build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gradle/wrapper/gradle-wrapper.properties", "distributionUrl=https\\://host.example/gradle-7.6-bin.zip", "gradle/wrapper/gradle-wrapper.properties asks for Gradle 7.x, but this platform has Gradle 8.5.")]
    [InlineData("gradlew", "#!/bin/sh\r\n", "gradlew has the line ends of Windows")]
    public async Task Build_GradleThatCannotBeHad_EndsItBeforeGradle(string file, string text, string reason)
    {
        using var programs = JvmTools.Create("gradle", Version);
        _app.With(file, text);
        using var build = Build(programs);

        Assert.StartsWith(reason, (await build.RunAsync(new GradleBuildpack([]))).Error, StringComparison.Ordinal);
        Assert.Empty(JvmTools.Calls(programs));
    }

    [Fact]
    public async Task Build_WrapperWithoutItsJar_NamesIt()
    {
        using var programs = JvmTools.Create("gradle", Version);
        Wrap(programs, "8.7", "");
        File.Delete(_app.PathOf("gradle/wrapper/gradle-wrapper.jar"));
        using var build = Build(programs);

        Assert.StartsWith("gradlew needs gradle/wrapper/gradle-wrapper.jar, which is not in the source", (await build.RunAsync(new GradleBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spring-boot", "build/libs/app.jar build/libs/app-plain.jar", "java -Dserver.port=$PORT $JAVA_OPTS -jar build/libs/app.jar")]
    [InlineData("micronaut", "build/libs/app-all.jar", "java -Dmicronaut.server.port=$PORT $JAVA_OPTS -jar build/libs/app-all.jar")]
    [InlineData("quarkus", "build/quarkus-app/quarkus-run.jar build/libs/app.jar", "java -Dquarkus.http.port=$PORT $JAVA_OPTS -jar build/quarkus-app/quarkus-run.jar")]
    [InlineData("ratpack", "build/install/app/bin/app build/install/app/bin/app.bat", "build/install/app/bin/app")]
    [InlineData("application", "web/build/install/web/bin/web", "web/build/install/web/bin/web")]
    [InlineData("application", "a/build/install/a/bin/a b/build/install/b/bin/b", null)]
    [InlineData("none", "build/server/webapp-runner-9.0.41.0.jar build/libs/shop.war", "cd build; java $JAVA_OPTS -jar ./server/webapp-runner-9.0.41.0.jar --expand-war --port $PORT libs/*.war")]
    [InlineData("none", "build/server/webapp-runner-9.0.41.0.jar", null)]
    [InlineData("spring-boot", "build/x", null)]
    [InlineData("none", "build/libs/app.jar", null)]
    public async Task Build_Framework_GivesTheWebProcess(string framework, string made, string? web)
    {
        using var programs = JvmTools.Create("gradle", Version, $"echo paas-framework {framework}; for f in {made}; do mkdir -p $(dirname $f); echo x > $f; done");
        using var build = Build(programs);

        var result = await build.RunAsync(new GradleBuildpack([]));

        Assert.Equal(web, result.DefaultProcessTypes.GetValueOrDefault("web"));
    }

    [Theory]
    [InlineData(false, "pkg:maven/a/b@2")]
    [InlineData(true, "pkg:maven/a/b@1")]
    public async Task Build_Dependencies_AreThoseOfTheLockfileElseOfTheReport(bool lockfile, string component)
    {
        using var programs = JvmTools.Create("gradle", Version, "echo paas-dependency a:b:2");
        if (lockfile)
            _app.With("gradle.lockfile", "a:b:1=runtimeClasspath\n");
        using var build = Build(programs);

        Assert.Equal([component], (await build.RunAsync(new GradleBuildpack([]))).Components.Select(static one => one.PackageUrl));
    }

    [Fact]
    public async Task Build_CacheOfAnotherGradle_IsDropped()
    {
        using var programs = JvmTools.Create("gradle", Version);
        using var first = Build(programs);
        Assert.Null((await first.RunAsync(new GradleBuildpack([]))).Error);
        _cache.With("gradle/home/caches/a");

        using var second = Build(programs);
        await second.RunAsync(new GradleBuildpack([]));
        Assert.True(_cache.Has("gradle/home/caches/a"));

        using var newer = JvmTools.Create("gradle", "Gradle 9.0");
        using var third = Build(newer);
        await third.RunAsync(new GradleBuildpack([]));
        Assert.False(_cache.Has("gradle/home/caches/a"));
        Assert.Contains("The cache was dropped", third.Output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private void Wrap(TestDirectory programs, string version, string script) => _app
        .With("gradlew", "#!/usr/bin/env bash\n" + JvmTools.Script(programs, "gradlew", Version, script))
        .With("gradle/wrapper/gradle-wrapper.jar")
        .With("gradle/wrapper/gradle-wrapper.properties", $"distributionUrl=https\\://host.example/gradle-{version}-bin.zip");

    private string Expand(string text) => text.Replace("{cache}", _cache.Path, StringComparison.Ordinal);

    private TestBuild Build(TestDirectory programs, params (string Name, string Value)[] configVars) => new TestBuild(_app, _cache, configVars).With(programs);
}
