using Paas.Builds;

namespace Paas.StaticSites;

public sealed class StaticSiteBuildpackTests
{
    [Theory]
    [InlineData("""{ "root": "nowhere/" }""", "the root 'nowhere/' is not a directory")]
    [InlineData("""{ "root": "../../etc" }""", "must be a directory inside the app")]
    [InlineData("""{ "root": "/etc" }""", "must be a directory inside the app")]
    [InlineData("{\n  \"root\": \"x\n", "static.json: line 2")]
    [InlineData("""{ "clean_urls": "yes" }""", "static.json: line 1 has a wrong value at $.clean_urls")]
    [InlineData("""{ "root": null }""", "static.json: line 1 has a wrong value at $.root")]
    [InlineData("[]", "static.json: line 1")]
    [InlineData("""{ "root": ".", "redirects": { "/a": { "url": "/b", "status": 200 } } }""", "the redirect of '/a' has status 200")]
    public async Task Build_BrokenStaticJson_SaysWhere(string json, string problem)
    {
        using var app = new TestDirectory().With("static.json", json).With("index.html");
        using var build = new TestBuild(app);

        var result = await build.RunAsync(new StaticSiteBuildpack());

        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ChosenByNameWithoutAnIndex_SaysWhatIsMissing()
    {
        using var app = new TestDirectory().With("readme.txt");
        using var build = new TestBuild(app);

        Assert.Contains("There is no index.html", (await build.RunAsync(new StaticSiteBuildpack())).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithoutDotNet_NamesTheRuntime()
    {
        using var programs = new TestDirectory().WithProgram("dotnet", "exit 127");
        using var app = new TestDirectory().With("index.html");
        using var build = new TestBuild(app).WithPrograms(programs);

        Assert.Contains("ASP.NET Core runtime 10 or newer is not installed", (await build.RunAsync(new StaticSiteBuildpack())).Error, StringComparison.Ordinal);
    }
}
