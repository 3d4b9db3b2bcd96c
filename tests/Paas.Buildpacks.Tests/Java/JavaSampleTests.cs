using Paas.Builds;
using Paas.Jvm;

namespace Paas.Java;

/// <summary>Builds with Maven itself, from a repository on this machine, and what they make at work.</summary>
public sealed class JavaSampleTests(DebianMaven maven, JavaSampleTests.SharedCache cache) : IClassFixture<JavaSampleTests.SharedCache>
{
    private static readonly string[] _artifacts = ["org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson", "org/apache/maven/plugins/maven-dependency-plugin"];

    private static readonly (string, string) _fast = ("MAVEN_JAVA_OPTS", $"-Xmx512m {DebianMaven.ShortLived}");

    [Fact]
    public async Task Jetty_Sample_AnswersFromAMovedCopyAndBuildsAgainOffline()
    {
        await maven.RequireAsync(_artifacts, "mvn");
        using var own = new TestDirectory();
        using var app = new TestDirectory().WithSample("java-jetty");
        using var build = new TestBuild(app, own, ("MAVEN_SETTINGS_PATH", maven.Settings), _fast);

        var result = await build.RunAsync(new JavaBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal(["com.google.code.gson:gson", "javax.servlet:javax.servlet-api", "org.eclipse.jetty:jetty-http"], result.Components.Select(static one => one.Name).Take(3));
        Assert.Contains(result.Components, static one => one.PackageUrl == "pkg:maven/com.google.code.gson/gson@2.10");
        Assert.Empty(result.DefaultProcessTypes);
        Assert.False(app.Has(".m2"), "Maven's files are in the slug.");
        Transcripts.Equal("java-sample", string.Concat(build.Transcript().Split('\n').Where(static line => line.Length > 0 && !line.StartsWith("       [", StringComparison.Ordinal)).Select(static line => line + "\n")));

        using var again = new TestDirectory().WithSample("java-jetty");
        using var offline = new TestBuild(again, own, ("MAVEN_SETTINGS_PATH", maven.Settings), _fast, ("MAVEN_CUSTOM_OPTS", "-o -DskipTests"));
        Assert.Null((await offline.RunAsync(new JavaBuildpack([]))).Error);
        Assert.Equal(app.Digests("target"), again.Digests("target"));

        await using var running = await RunningApp.StartAsync(again, ProcfileOf(again), new Dictionary<string, string> { ["MEMORY_AVAILABLE"] = "512" });
        Assert.Equal("Hello from Java 17 on web.1\n", await running.GetAsync("/"));
        Assert.InRange(int.Parse((await running.GetAsync("/memory")).Trim('{', '}', '\n').Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), 280, 310);
    }

    [Fact]
    public async Task Broken_Sources_AreNamedWithTheirLine()
    {
        await maven.RequireAsync(_artifacts, "mvn");
        using var app = new TestDirectory().WithSample("java-jetty");
        app.With("src/main/java/example/Main.java", app.Read("src/main/java/example/Main.java").Replace("new Server(", "new Sever(", StringComparison.Ordinal));
        using var build = new TestBuild(app, cache.Directory, ("MAVEN_SETTINGS_PATH", maven.Settings), _fast);

        Transcripts.Equal("java-broken-source", (await build.RunAsync(new JavaBuildpack([]))).Error + "\n");
    }

    [Fact]
    public async Task Broken_Dependency_IsNamedWithItsLine()
    {
        await maven.RequireAsync(_artifacts, "mvn");
        using var app = new TestDirectory().WithSample("java-jetty");
        app.With("pom.xml", app.Read("pom.xml").Replace("<version>2.10</version>", "<version>99</version>", StringComparison.Ordinal));
        using var build = new TestBuild(app, cache.Directory, ("MAVEN_SETTINGS_PATH", maven.Settings), _fast);

        Transcripts.Equal("java-broken-dependency", (await build.RunAsync(new JavaBuildpack([]))).Error!.Replace(maven.Url, "file://<repository>", StringComparison.Ordinal) + "\n");
    }

    [Fact]
    public async Task Modules_OfOneProject_AreBuiltInOrderAndTheirDependenciesJoined()
    {
        await maven.RequireAsync(_artifacts, "mvn");
        using var app = new TestDirectory()
            .With("pom.xml", Pom("parent", "<packaging>pom</packaging><modules><module>web</module><module>lib</module></modules>"))
            .With("lib/pom.xml", Pom("lib", Dependency("com.google.code.gson", "gson", "2.10")))
            .With("lib/src/main/java/Lib.java", "public class Lib { public static String json(Object value) { return new com.google.gson.Gson().toJson(value); } }")
            .With("web/pom.xml", Pom("web", Dependency("example", "lib", "1.0")))
            .With("web/src/main/java/Web.java", "public class Web { public static void main(String[] args) { System.out.println(Lib.json(args)); } }");
        using var build = new TestBuild(app, cache.Directory, ("MAVEN_SETTINGS_PATH", maven.Settings), _fast);

        var result = await build.RunAsync(new JavaBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal(["com.google.code.gson:gson 2.10", "example:lib 1.0"], result.Components.Select(static one => $"{one.Name} {one.Version}"));
        Assert.True(app.Has("web/target/web-1.0.jar"));
    }

    private static string ProcfileOf(TestDirectory app) => app.Read("Procfile")["web: ".Length..].Trim();

    private static string Pom(string artifact, string content) => $"""
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>{artifact}</artifactId><version>1.0</version>
          <properties>
            <maven.compiler.source>8</maven.compiler.source><maven.compiler.target>8</maven.compiler.target>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          {content}
        </project>
        """;

    private static string Dependency(string group, string artifact, string version) =>
        $"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency></dependencies>";

    public sealed class SharedCache : IDisposable
    {
        public TestDirectory Directory { get; } = new();

        public void Dispose() => Directory.Dispose();
    }
}
