using Paas.Builds;
using Paas.Jvm;
using Paas.Scala;

namespace Paas.Scenarios;

/// <summary>From <c>git push</c> to <c>200 OK</c> for Scala, with the stand-in for sbt as the app's own <c>sbtx</c>.</summary>
public sealed class ScalaTests(SharedHost host, DebianMaven maven) : IClassFixture<SharedHost>
{
    private const string Greets = "src/main/scala/Web.scala";

    [Fact]
    public async Task Jetty_PushedTwice_AnswersAndIsReplacedWithoutAFailedRequest()
    {
        await MiniSbt.RequireAsync(maven, "org/eclipse/jetty/jetty-servlet", "com/google/code/gson/gson");
        using var source = new TestDirectory().WithSample("scala-jetty").WithProgram("sbtx", MiniSbt.Script);

        await host.PushTwiceAsync("scala-jetty", source, "Scala", Greets, Config);
    }

    [Fact]
    public async Task Netty_WithAScalaLibrary_Answers()
    {
        await MiniSbt.RequireAsync(maven, "io/netty/netty-codec-http", "org/scala-lang/modules/scala-xml_2.11");
        using var source = new TestDirectory().WithSample("scala-netty").WithProgram("sbtx", MiniSbt.Script);

        await host.PushAsync("scala-netty", source, "Scala", Greets, Config);

        Assert.Equal("<hello language=\"Scala\">GET</hello>\n", await host.Platform.GetAsync("scala-netty", "/xml"));
    }

    private Dictionary<string, string?> Config => new() { ["MAVEN_SETTINGS"] = maven.Settings, ["JAVA_TOOL_OPTIONS"] = DebianMaven.ShortLived };
}
