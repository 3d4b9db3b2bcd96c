using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Java with Gradle.</summary>
public sealed class GradleTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Jetty_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await RequireAsync("com/google/code/gson/gson");
        using var source = new TestDirectory().WithSample("gradle-jetty");

        await host.PushTwiceAsync("gradle-jetty", source, "Gradle", "src/main/java/example/Main.java", Config);
    }

    [Fact]
    public async Task Modules_Pushed_Answer()
    {
        await RequireAsync("org/springframework/spring-webmvc", "com/fasterxml/jackson/core/jackson-databind");
        using var source = new TestDirectory().WithSample("gradle-modules");

        await host.PushAsync("gradle-modules", source, "Gradle", "web/src/main/java/example/GreetingController.java", Config);

        Assert.Equal("""{"greeting":"Hello Ada"}""", await host.Platform.GetAsync("gradle-modules", "/greetings/Ada"));
    }

    private Dictionary<string, string?> Config => new() { ["MAVEN_MIRROR"] = maven.Url, ["GRADLE_OPTS"] = "-Xmx512m", ["JAVA_TOOL_OPTIONS"] = DebianMaven.ShortLived };

    private Task RequireAsync(params string[] artifacts) => maven.RequireAsync(["org/eclipse/jetty/jetty-servlet", .. artifacts], "gradle");
}
