namespace Paas.Java;

public sealed class MavenDependenciesTests
{
    [Theory]
    [InlineData("   org.slf4j:slf4j-api:jar:2.0.9:compile", "org.slf4j:slf4j-api 2.0.9 pkg:maven/org.slf4j/slf4j-api@2.0.9")]
    [InlineData("   org.slf4j:slf4j-api:jar:2.0.9:runtime -- module org.slf4j [auto]", "org.slf4j:slf4j-api 2.0.9 pkg:maven/org.slf4j/slf4j-api@2.0.9")]
    [InlineData("   io.netty:netty-transport-native-epoll:jar:linux-x86_64:4.1.1.Final:compile (optional)", "io.netty:netty-transport-native-epoll 4.1.1.Final pkg:maven/io.netty/netty-transport-native-epoll@4.1.1.Final?classifier=linux-x86_64")]
    [InlineData("   example:site:war:1.0:compile", "example:site 1.0 pkg:maven/example/site@1.0?type=war")]
    [InlineData("   example:site:zip:dist:1.0+b:compile", "example:site 1.0+b pkg:maven/example/site@1.0%2Bb?classifier=dist&type=zip")]
    [InlineData("   junit:junit:jar:4.13:test", null)]
    [InlineData("   javax.servlet:servlet-api:jar:3.1:provided", null)]
    [InlineData("The following files have been resolved:", null)]
    [InlineData("   none", null)]
    [InlineData("", null)]
    public void Parse_Line_GivesWhatTheAppRunsWith(string line, string? component)
    {
        Assert.Equal(component, MavenDependencies.Parse([line]).Select(static one => $"{one.Name} {one.Version} {one.PackageUrl}").SingleOrDefault());
    }

    [Fact]
    public void Parse_ListsOfModules_AreJoinedInOrder()
    {
        var components = MavenDependencies.Parse(["   b:b:jar:1:compile", "   a:a:jar:1:compile", "", "   b:b:jar:1:compile", "   b:b:jar:2:runtime"]);

        Assert.Equal(["a:a 1", "b:b 1", "b:b 2"], components.Select(static one => $"{one.Name} {one.Version}"));
    }
}
