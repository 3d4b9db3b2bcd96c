using Paas.Builds;
using Paas.Jvm;

namespace Paas.Java;

/// <summary>The decisions of a build, with tools that only say that they were called.</summary>
public sealed class JavaBuildpackTests : IDisposable
{
    private const string Version = "Apache Maven 3.9.6 (abc)";
    private const string Options = "-B -Dmaven.repo.local={cache}/maven/.m2/repository -DoutputFile=target/mvn-dependency-list.log -Dproject.build.outputTimestamp=1980-01-01T00:00:02Z";

    private readonly TestDirectory _app = new TestDirectory().With("pom.xml", "<project/>").With("system.properties", "java.runtime.version=17");
    private readonly TestDirectory _cache = new();

    [Fact]
    public async Task Build_Defaults_AreHerokus()
    {
        using var programs = JvmTools.Create("mvn", Version);
        using var build = Build(programs, ("JAVA_OPTS", "-Xmx100m"), ("JAVA_TOOL_OPTIONS", "-Xmx100m"), ("GREETING", "hello there"));

        var result = await build.RunAsync(new JavaBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal([$"mvn {Expand(Options)} -DskipTests clean dependency:list install"], JvmTools.Calls(programs));
        Assert.Equal(programs.PathOf("jdk"), result.Exports["JAVA_HOME"]);
        Assert.Equal(
            """
            -----> Using OpenJDK 17.0.9 (system.properties, line 1, asks for 17)
            -----> Using Maven 3.9.6
            -----> Executing Maven
                   $ mvn -DskipTests clean dependency:list install
             !     There is no Procfile: nothing says how to start this app. Add one, such as 'web: java $JAVA_OPTS -cp target/classes:target/dependency/* com.example.Main'.

            """,
            build.Output.Text);

        var environment = programs.Read("environment");
        Assert.Contains($"MAVEN_OPTS=-Xmx1024m -Duser.home={_app.Path}\n", environment, StringComparison.Ordinal);
        Assert.Contains("GREETING=hello there\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("-Xmx100m", environment, StringComparison.Ordinal);
        Assert.Contains($"PATH={programs.PathOf("jdk/bin")}:", environment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAVEN_CUSTOM_GOALS", "clean package -pl *", "-DskipTests clean package -pl *", "-DskipTests clean package -pl *")]
    [InlineData("MAVEN_CUSTOM_OPTS", "-o -Dtoken=$secret; -DskipTests", "-o -Dtoken=$secret; -DskipTests clean dependency:list install", "$MAVEN_CUSTOM_OPTS clean dependency:list install")]
    [InlineData("MAVEN_CUSTOM_OPTS", "", "-DskipTests clean dependency:list install", "-DskipTests clean dependency:list install")]
    public async Task Build_ConfigVar_ChangesTheCommand(string name, string value, string call, string shown)
    {
        using var programs = JvmTools.Create("mvn", Version);
        using var build = Build(programs, (name, value));

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.Equal([$"mvn {Expand(Options)} {call}"], JvmTools.Calls(programs));
        Assert.Contains($"$ mvn {shown}\n", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OptionsOfTheJvm_AreTheApps()
    {
        using var programs = JvmTools.Create("mvn", Version);
        using var build = Build(programs, ("MAVEN_JAVA_OPTS", "-Xmx2g"), ("MAVEN_OPTS", "-Da=b"));

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.Contains($"MAVEN_OPTS=-Xmx2g -Da=b -Duser.home={_app.Path}\n", programs.Read("environment"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Settings_AreGivenToMaven()
    {
        _app.With("settings.xml", "<settings/>");
        using var programs = JvmTools.Create("mvn", Version);
        using var build = Build(programs);

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.Contains($" -s {_app.PathOf("settings.xml")} -DskipTests", JvmTools.Calls(programs)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Wrapper_IsUsedWithItsFilesInTheCache()
    {
        using var programs = JvmTools.Create("mvn", Version);
        _app.With("mvnw", "#!/usr/bin/env bash\n" + JvmTools.Script(programs, "mvnw", Version))
            .With(".mvn/wrapper/maven-wrapper.properties", "distributionUrl=https\\://host.example/apache-maven-3.9.9-bin.zip");
        using var build = Build(programs);

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.StartsWith("mvnw -B ", Assert.Single(JvmTools.Calls(programs)), StringComparison.Ordinal);
        Assert.Contains("-----> Using the Maven wrapper (Maven 3.9.9)\n", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains($"MAVEN_USER_HOME={_cache.PathOf("maven/.m2")}\n", programs.Read("environment"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maven.version=3.9.6", true, "mvn", "Using Maven 3.9.6 (system.properties, line 2, asks for 3.9.6)")]
    [InlineData("maven.version=3.9", true, "mvn", "Using Maven 3.9.6 (system.properties, line 2, asks for 3.9)")]
    [InlineData("", false, "mvn", "mvnw is not used, because .mvn/wrapper/maven-wrapper.properties is missing.")]
    public async Task Build_WrapperAndAnotherRule_UsesTheMachines(string line, bool properties, string program, string shown)
    {
        using var programs = JvmTools.Create("mvn", Version);
        _app.With("mvnw").With("system.properties", $"java.runtime.version=17\n{line}");
        if (properties)
            _app.With(".mvn/wrapper/maven-wrapper.properties");
        using var build = Build(programs);

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.StartsWith($"{program} -B ", Assert.Single(JvmTools.Calls(programs)), StringComparison.Ordinal);
        Assert.Contains(shown, build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("java.runtime.version=17\nmaven.version=3.2.5", "system.properties, line 2 asks for Maven 3.2.5, but this platform has Maven 3.9.6.")]
    [InlineData("java.runtime.version=17\nmaven.version=3.9.60", "system.properties, line 2 asks for Maven 3.9.60, but this platform has Maven 3.9.6.")]
    [InlineData("java.runtime.version=17\nmaven.version=${x}", "system.properties, line 2, asks for Maven '${x}', which is not a version.")]
    [InlineData("java.runtime.version=3", "system.properties, line 1 asks for OpenJDK 3, but this platform has OpenJDK 17.0.9")]
    [InlineData("java.runtime.version=x", "system.properties, line 1, asks for Java 'x', which is not a version.")]
    public async Task Build_VersionsThatCannotBeHad_EndItBeforeMaven(string properties, string reason)
    {
        _app.With("system.properties", properties);
        using var programs = JvmTools.Create("mvn", Version);
        using var build = Build(programs);

        Assert.StartsWith(reason, (await build.RunAsync(new JavaBuildpack([]))).Error, StringComparison.Ordinal);
        Assert.Empty(JvmTools.Calls(programs));
    }

    [Fact]
    public async Task Build_NoDependencyPlugin_BuildsWithout()
    {
        using var programs = JvmTools.Create("mvn", Version, """case "$*" in *dependency:list*) echo "[ERROR] No plugin found for prefix 'dependency' in the current project"; exit 1 ;; esac""");
        using var build = Build(programs);

        Assert.Null((await build.RunAsync(new JavaBuildpack([]))).Error);
        Assert.EndsWith("-DskipTests clean install", JvmTools.Calls(programs)[^1], StringComparison.Ordinal);
        Assert.Contains("building without 'dependency:list'", build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org.springframework.boot:spring-boot:jar:3.2.0:compile", "target/app.jar", "java -Dserver.port=$PORT $JAVA_OPTS -jar target/app.jar")]
    [InlineData("io.micronaut:micronaut-core:jar:4.1.0:compile", "target/app.jar", "java -Dmicronaut.server.port=$PORT $JAVA_OPTS -jar target/app.jar")]
    [InlineData("io.quarkus:quarkus-core:jar:3.2.0:compile", "target/quarkus-app/quarkus-run.jar", "java -Dquarkus.http.port=$PORT $JAVA_OPTS -jar target/quarkus-app/quarkus-run.jar")]
    [InlineData("org.wildfly.swarm:undertow:jar:2018.5.0:compile", "target/app-swarm.jar", "java -Dswarm.http.port=$PORT $JAVA_OPTS -jar target/app-swarm.jar")]
    [InlineData("org.springframework.boot:spring-boot:jar:3.2.0:compile", "web/target/web.jar", "java -Dserver.port=$PORT $JAVA_OPTS -jar web/target/web.jar")]
    [InlineData("org.springframework.boot:spring-boot:jar:3.2.0:test", "target/app.jar", null)]
    [InlineData("org.springframework.boot:spring-boot:jar:3.2.0:compile", "target/x", null)]
    [InlineData("org.slf4j:slf4j-api:jar:2.0.9:compile", "target/app.jar", null)]
    public async Task Build_Framework_GivesTheWebProcess(string dependency, string made, string? web)
    {
        using var programs = JvmTools.Create("mvn", Version, $"mkdir -p target {Path.GetDirectoryName(made)}; echo '   {dependency}' > target/mvn-dependency-list.log; echo jar > {made}");
        using var build = Build(programs);

        var result = await build.RunAsync(new JavaBuildpack([]));

        Assert.Equal(web, result.DefaultProcessTypes.GetValueOrDefault("web"));
        Assert.Equal(dependency.EndsWith("compile", StringComparison.Ordinal) ? 1 : 0, result.Components.Length);
        Assert.Equal(web is null, build.Output.Text.Contains("There is no Procfile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_RepositoryInTheCache_IsKeptWithoutItsFailuresUntilTheStackChanges()
    {
        using var programs = JvmTools.Create("mvn", Version, "exit 1");
        using var first = Build(programs);
        Assert.NotNull((await first.RunAsync(new JavaBuildpack([]))).Error);
        _cache.With("maven/.m2/repository/a/a.jar").With("maven/.m2/repository/b/b.jar.lastUpdated");

        using var second = Build(programs);
        await second.RunAsync(new JavaBuildpack([]));
        Assert.True(_cache.Has("maven/.m2/repository/a/a.jar"));
        Assert.False(_cache.Has("maven/.m2/repository/b/b.jar.lastUpdated"));

        _cache.With("maven/signature", "v1; heroku-22; Maven 3");
        using var third = Build(programs);
        await third.RunAsync(new JavaBuildpack([]));
        Assert.False(_cache.Has("maven/.m2/repository/a/a.jar"));
        Assert.Contains("The cache was dropped", third.Output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private string Expand(string text) => text.Replace("{cache}", _cache.Path, StringComparison.Ordinal);

    private TestBuild Build(TestDirectory programs, params (string Name, string Value)[] configVars) => new TestBuild(_app, _cache, configVars).With(programs);
}
