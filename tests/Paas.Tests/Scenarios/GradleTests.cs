using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Java with Gradle.</summary>
public sealed class GradleTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>, IClassFixture<DebianMaven>
{
    [Theory]
    [InlineData("gradle-jetty", "src/main/java/example/Main.java", "com/google/code/gson/gson")]
    [InlineData("gradle-modules", "web/src/main/java/example/GreetingController.java", "org/springframework/spring-webmvc")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, string greets, string artifact)
    {
        DebianMaven.Require(["org/eclipse/jetty/jetty-servlet", artifact], "gradle");
        using var source = new TestDirectory().WithSample(sample);

        await host.PushTwiceAsync(sample, source, "Gradle", greets, new() { ["MAVEN_MIRROR"] = maven.Url, ["GRADLE_OPTS"] = DebianMaven.ShortLived });
    }
}
