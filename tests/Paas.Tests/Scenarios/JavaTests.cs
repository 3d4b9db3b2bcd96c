using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Java with Maven.</summary>
public sealed class JavaTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Jetty_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await RequireAsync("com/google/code/gson/gson");
        using var source = new TestDirectory().WithSample("java-jetty");

        await host.PushTwiceAsync("java-jetty", source, "Java", "src/main/java/example/Main.java", Config);
    }

    [Fact]
    public async Task Spring_Pushed_Answers()
    {
        await RequireAsync("org/springframework/spring-webmvc", "com/fasterxml/jackson/core/jackson-databind");
        using var source = new TestDirectory().WithSample("java-spring");

        await host.PushAsync("java-spring", source, "Java", "src/main/java/example/GreetingController.java", Config);

        Assert.Equal("""{"greeting":"Hello Ada"}""", await host.Platform.GetAsync("java-spring", "/greetings/Ada"));
    }

    private Dictionary<string, string?> Config => new() { ["MAVEN_SETTINGS_PATH"] = maven.Settings, ["MAVEN_JAVA_OPTS"] = "-Xmx512m", ["JAVA_TOOL_OPTIONS"] = DebianMaven.ShortLived };

    private Task RequireAsync(params string[] artifacts) =>
        maven.RequireAsync(["org/eclipse/jetty/jetty-servlet", "org/apache/maven/plugins/maven-dependency-plugin", .. artifacts], "mvn");
}
