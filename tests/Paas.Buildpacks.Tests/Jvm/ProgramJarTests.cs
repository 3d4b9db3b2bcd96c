using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Jvm;

public sealed partial class ProgramJarTests
{
    [Theory]
    [InlineData("target", "target/app.jar:10", "target/app.jar")]
    [InlineData("target", "target/app.jar:10 target/lib.jar:20", "target/lib.jar")]
    [InlineData("target", "target/a.jar:10 target/b.jar:10", "target/a.jar")]
    [InlineData("target", "target/app.jar:10 target/app-sources.jar:99 target/app-javadoc.jar:99 target/app-tests.jar:99 target/original-app.jar:99", "target/app.jar")]
    [InlineData("target", "target/app.jar:10 target/dependency/big.jar:99", "target/app.jar")]
    [InlineData("target", "web/target/web.jar:99 lib/target/lib.jar:10", "web/target/web.jar")]
    [InlineData("target", "target/app.jar:10 web/target/web.jar:99", "target/app.jar")]
    [InlineData("build/libs", "build/libs/app-plain.jar:99 build/libs/app.jar:50", "build/libs/app.jar")]
    [InlineData("build/libs", "web/build/libs/web.jar:50 build/tmp/x.jar:99", "web/build/libs/web.jar")]
    [InlineData("target", "target/app'; rm -rf $HOME.jar:10", null)]
    [InlineData("target", "", null)]
    public void Choose_Jars_TakesTheProgram(string directory, string jars, string? chosen)
    {
        Assert.Equal(chosen, ProgramJar.Choose(Parse(jars), directory, JvmFramework.SpringBoot));
    }

    [Theory]
    [InlineData("target/app.jar:99 target/quarkus-app/quarkus-run.jar:1", "target/quarkus-app/quarkus-run.jar")]
    [InlineData("target/app.jar:1 target/app-runner.jar:99", "target/app-runner.jar")]
    public void Choose_Quarkus_TakesItsRunner(string jars, string chosen)
    {
        Assert.Equal(chosen, ProgramJar.Choose(Parse(jars), "target", JvmFramework.Quarkus));
    }

    [Theory]
    [InlineData("org.springframework.boot", "Spring Boot")]
    [InlineData("io.quarkus", "Quarkus")]
    [InlineData("io.micronaut.serde", "Micronaut")]
    [InlineData("org.wildfly.swarm", "WildFly Swarm")]
    [InlineData("io.thorntail", "Thorntail")]
    [InlineData("org.springframework", null)]
    [InlineData("io.quarkusx", null)]
    public void Find_Group_IsTheFrameworks(string group, string? name) => Assert.Equal(name, JvmFramework.Find(["org.slf4j", group])?.Name);

    private static (string, long)[] Parse(string jars) =>
        [.. Jar().Matches(jars).Select(static match => (match.Groups[1].Value, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@"(\S.*?\.jar):(\d+)")]
    private static partial Regex Jar();
}
