using Paas.Builds;
using Paas.Files;

namespace Paas.Jvm;

public sealed class WrapperScriptTests
{
    [Theory]
    [InlineData("distributionUrl=https\\://host.example/distributions/gradle-8.5-bin.zip", "gradle", "8.5")]
    [InlineData("distributionUrl=https\\://host.example/distributions/gradle-8.10-rc-1-all.zip", "gradle", "8.10-rc-1")]
    [InlineData("wrapperVersion=3.3.2\ndistributionUrl=https://host.example/apache-maven/3.9.6/apache-maven-3.9.6-bin.zip", "apache-maven", "3.9.6")]
    [InlineData("distributionUrl=https://host.example/apache-maven-3.9.6-bin.tar.gz", "apache-maven", "3.9.6")]
    [InlineData("distributionUrl=https://host.example/own.zip", "gradle", null)]
    [InlineData("x=y", "gradle", null)]
    public void Version_DistributionUrl_IsReadFromTheNameOfTheFile(string properties, string tool, string? version)
    {
        using var app = new TestDirectory().With("wrapper.properties", properties);

        Assert.Equal(version, WrapperScript.Version(new ConfinedDirectory(app.Path), "wrapper.properties", tool));
    }

    [Fact]
    public void Problem_LineEndsOfWindows_AreNamedWithTheFix()
    {
        using var app = new TestDirectory().With("mvnw", "#!/bin/sh\r\nexec mvn\r\n").With("gradlew", "#!/bin/sh\nexec gradle\r\n");

        Assert.Contains("git add --renormalize mvnw", WrapperScript.Problem(new ConfinedDirectory(app.Path), "mvnw"), StringComparison.Ordinal);
        Assert.Null(WrapperScript.Problem(new ConfinedDirectory(app.Path), "gradlew"));
        Assert.Null(WrapperScript.Problem(new ConfinedDirectory(app.Path), "absent"));
    }
}
