namespace Paas.Docker.Builds;

public sealed class DockerIgnoreTests
{
    [Theory]
    [InlineData("secret.txt", "secret.txt", true)]
    [InlineData("secret.txt", "a/secret.txt", false)]
    [InlineData("**/secret.txt", "a/b/secret.txt", true)]
    [InlineData("**/secret.txt", "secret.txt", true)]
    [InlineData("node_modules", "node_modules/a/b.js", true)]
    [InlineData("/logs/", "logs/x", true)]
    [InlineData("*.md\n!README.md", "README.md", false)]
    [InlineData("*.md\n!README.md", "NOTES.md", true)]
    [InlineData("!README.md\n*.md", "README.md", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("# comment\n\n  tmp/*  ", "tmp/x", true)]
    [InlineData("*", "Dockerfile", false)]
    [InlineData("", "x", false)]
    public void Excludes_Name_FollowsTheLastRule(string rules, string name, bool excluded) =>
        Assert.Equal(excluded, DockerIgnore.Parse(rules).Excludes(name));
}
