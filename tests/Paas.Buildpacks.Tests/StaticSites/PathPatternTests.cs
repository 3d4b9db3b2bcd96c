namespace Paas.StaticSites;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("/", "/", true)]
    [InlineData("/", "/a", false)]
    [InlineData("/**", "/a/b", true)]
    [InlineData("/*", "/a", true)]
    [InlineData("/*", "/a/b", false)]
    [InlineData("/*.html", "/a.html", true)]
    [InlineData("/*.html", "/a/b.html", false)]
    [InlineData("/**.html", "/a/b.html", true)]
    [InlineData("/assets/**", "/assets/", true)]
    [InlineData("/assets/**", "/asset", false)]
    [InlineData("/a/*/c", "/a/b/c", true)]
    [InlineData("/a/*/c", "/a/b/b/c", false)]
    [InlineData("", "", true)]
    public void Matches_PatternAndPath(string pattern, string path, bool matches) => Assert.Equal(matches, PathPattern.Matches(pattern, path));
}
