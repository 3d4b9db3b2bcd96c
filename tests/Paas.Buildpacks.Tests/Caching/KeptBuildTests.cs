using System.Collections.Immutable;
using Paas.Builds;

namespace Paas.Caching;

public sealed class KeptBuildTests : IDisposable
{
    private readonly TestDirectory _cache = new();

    [Theory]
    [InlineData("src/a=one", "src/a=one", "", true)]
    [InlineData("src/a=one", "src/a=two", "", false)]
    [InlineData("src/a=one", "src/b=one", "", false)]
    [InlineData("src/a=one", "src/a=one more=", "", false)]
    [InlineData("src/a=one", "src/a=one", "VAR=x", false)]
    [InlineData("src/a=one", "src/a=one", "EXPORTED=x", false)]
    [InlineData("src/a=SOURCE_VERSION", "src/a=SOURCE_VERSION", "", false)]
    [InlineData("build.x=floating", "build.x=floating", "", false)]
    [InlineData("other=floating", "other=floating", "", true)]
    public async Task Build_OfTheSameSourceOnly_BringsBackWhatTheLastOneMade(string first, string second, string config, bool isKept)
    {
        Assert.False(await BuildAsync(first, ""));
        Assert.Equal(isKept, await BuildAsync(second, config));
    }

    [Fact]
    public async Task Build_ThatChangesItsSource_IsNotKept()
    {
        Assert.False(await BuildAsync("a=x", "", "echo changed > a"));
        Assert.False(await BuildAsync("a=x", ""));
    }

    [Fact]
    public async Task Build_WhoseResultWasChangedInPlace_IsNotUsed()
    {
        Assert.False(await BuildAsync("a=x", "", after: "echo more >> target/made"));
        Assert.False(await BuildAsync("a=x", ""));
        Assert.True(await BuildAsync("a=x", ""));
    }

    public void Dispose() => _cache.Dispose();

    private async Task<bool> BuildAsync(string files, string config, string make = "true", string after = "true")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var app = new TestDirectory();
        foreach (var file in files.Split(' '))
            app.With(file.Split('=')[0], file.Split('=')[1]);
        using var build = new TestBuild(app, _cache, config == "VAR=x" ? [("VAR", "x")] : []);
        var environment = ImmutableDictionary<string, string>.Empty;
        var kept = new KeptBuild(build.Context, new BuildCache(_cache.Path, "test"), config == "EXPORTED=x" ? environment.Add("EXPORTED", "x") : environment);
        var isRestored = await kept.RestoreAsync("tools 1", "float.*", ["build.*"], cancellationToken);
        if (!isRestored)
        {
            await build.Context.RunAsync(new BuildCommand($"mkdir -p target && echo made > target/made && ln -s made target/link && {make}"), cancellationToken);
            await kept.SaveAsync(cancellationToken);
            await build.Context.RunAsync(new BuildCommand(after), cancellationToken);
        }

        Assert.Equal("made\n", after == "true" ? app.Read("target/link") : "made\n");
        return isRestored;
    }
}
