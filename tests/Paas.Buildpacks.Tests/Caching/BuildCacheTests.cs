using Paas.Builds;

namespace Paas.Caching;

public sealed class BuildCacheTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    [Fact]
    public void Restore_SameSignature_KeepsTheContent()
    {
        Fill("one", save: true);

        Assert.Equal(CacheState.Valid, new BuildCache(_directory.Path, "node").Restore("one"));
        Assert.True(_directory.Has("node/npm/content"));
    }

    [Fact]
    public void Restore_OtherSignature_DropsTheContentOfThisLanguageOnly()
    {
        Fill("one", save: true);
        _directory.With("python/other");

        Assert.Equal(CacheState.Outdated, new BuildCache(_directory.Path, "node").Restore("two"));
        Assert.False(_directory.Has("node"));
        Assert.True(_directory.Has("python/other"));
    }

    [Fact]
    public void Restore_BuildThatDiedBeforeItSaved_DropsTheContent()
    {
        Fill("one", save: false);

        Assert.Equal(CacheState.Empty, new BuildCache(_directory.Path, "node").Restore("one"));
        Assert.False(_directory.Has("node/npm/content"));
    }

    [Fact]
    public void Restore_CacheDirectoryGone_IsEmptyAndCanBeFilled()
    {
        var cache = new BuildCache(_directory.PathOf("not/there"), "node");

        Assert.Equal(CacheState.Empty, cache.Restore("one"));
        Assert.True(Directory.Exists(cache.Open("npm")));
        cache.Save("one");
        Assert.Equal(CacheState.Valid, cache.Restore("one"));
    }

    public void Dispose() => _directory.Dispose();

    private void Fill(string signature, bool save)
    {
        var cache = new BuildCache(_directory.Path, "node");
        cache.Restore(signature);
        File.WriteAllText(Path.Combine(cache.Open("npm"), "content"), "");
        if (save)
            cache.Save(signature);
    }
}
