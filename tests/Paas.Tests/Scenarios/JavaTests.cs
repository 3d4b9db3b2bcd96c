using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Java with Maven.</summary>
public sealed class JavaTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>, IClassFixture<DebianMaven>
{
    [Theory]
    [InlineData("java-jetty", "src/main/java/example/Main.java", "com/google/code/gson/gson")]
    [InlineData("java-spring", "src/main/java/example/GreetingController.java", "org/springframework/spring-webmvc")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string greets, string artifact)
    {
        DebianMaven.Require(["org/eclipse/jetty/jetty-servlet", "org/apache/maven/plugins/maven-dependency-plugin", artifact], "mvn");
        using var source = new TestDirectory().WithSample(sample);

        await host.PushTwiceAsync(sample, source, "Java", greets, new() { ["MAVEN_SETTINGS_PATH"] = maven.Settings, ["MAVEN_JAVA_OPTS"] = DebianMaven.ShortLived });
    }
}
