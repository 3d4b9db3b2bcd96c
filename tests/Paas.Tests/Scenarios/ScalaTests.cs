using Paas.Builds;
using Paas.Jvm;
using Paas.Scala;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Scala, with the stand-in for sbt as the app's own <c>sbtx</c>.</summary>
public sealed class ScalaTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>, IClassFixture<DebianMaven>
{
    [Theory]
    [InlineData("scala-jetty", "org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson")]
    [InlineData("scala-netty", "io/netty/netty-codec-http", "org/scala-lang/modules/scala-xml_2.11")]
    public async Task Sample_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest(string sample, params string[] libraries)
    {
        MiniSbt.Require(libraries);
        using var source = new TestDirectory().WithSample(sample).WithProgram("sbtx", MiniSbt.Script);

        await host.PushTwiceAsync(sample, source, "Scala", "src/main/scala/Web.scala", new() { ["MAVEN_SETTINGS"] = maven.Settings });
    }
}
