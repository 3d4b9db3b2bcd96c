using Xunit;

namespace Paas.Testing;

/// <summary>What <see cref="IStateStore.WatchAsync"/> must do.</summary>
public abstract class StateStoreWatchConformance : StateStoreTestBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>From 0 a watch begins with everything there is, in order of revisions.</summary>
    [Fact]
    public async Task Watch_FromZero_BeginsWithEverythingInOrderOfRevisions()
    {
        await CommitAsync(Put("app/b", "1"));
        await CommitAsync(Put("app/a", "2"), Put("other", "2"));
        await CommitAsync(Put("app/c", "3"));

        Assert.Equal([("app/b", "1", 1), ("app/a", "2", 2), ("app/c", "3", 3)], await WatchAsync("app/", 0, 3));
    }

    /// <summary>After a revision only later changes are reported, and a removal is one.</summary>
    [Fact]
    public async Task Watch_AfterRevision_ReportsLaterChangesAndRemovals()
    {
        await CommitAsync(Put("a", "1"), Put("b", "1"), Put("c", "1"));
        await CommitAsync(Put("a", "2"));
        await CommitAsync(Remove("b"));

        Assert.Equal([("a", "2", 2), ("b", null, 3)], await WatchAsync("", 1, 2));
        Assert.Equal([("b", null, 3)], await WatchAsync("", 2, 1));
    }

    /// <summary>What is committed during the watch arrives, in order.</summary>
    [Fact]
    public async Task Watch_CommitsWhileItRuns_AreReportedInOrder()
    {
        await CommitAsync(Put("a", "1"));
        await using var watch = Store.WatchAsync("", 1, Cancelled).GetAsyncEnumerator(Cancelled);

        var next = watch.MoveNextAsync().AsTask();
        await CommitAsync(Put("b", "2"));
        Assert.True(await next.WaitAsync(Patience, Cancelled));
        Assert.Equal(("b", 2), (watch.Current.Key, watch.Current.Version));

        next = watch.MoveNextAsync().AsTask();
        await CommitAsync(Remove("a"));
        Assert.True(await next.WaitAsync(Patience, Cancelled));
        Assert.Equal(("a", 3), (watch.Current.Key, watch.Current.Version));
        Assert.Null(watch.Current.Json);
    }

    /// <summary>A reader that falls far behind misses the newest version of no key.</summary>
    [Fact]
    public async Task Watch_ReaderIsSlow_MissesNoKey()
    {
        await using var watch = Store.WatchAsync("k/", 0, Cancelled).GetAsyncEnumerator(Cancelled);
        await CommitAsync(Put("k/first", "0"));
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Cancelled));

        for (var i = 0; i < 300; i++)
            await CommitAsync(Put($"k/{i % 60:00}", $"{i}"), Put("noise", "1"));

        var newest = new Dictionary<string, string?>();
        long version = 1;
        while (newest.GetValueOrDefault("k/59") != "299")
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Cancelled));
            Assert.InRange(watch.Current.Version, version, long.MaxValue);
            version = watch.Current.Version;
            newest[watch.Current.Key] = Text(watch.Current);
        }

        Assert.Equal(60, newest.Count);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal($"{240 + i}", newest[$"k/{i:00}"]));
    }

    /// <summary>A watch ends when it is cancelled.</summary>
    [Fact]
    public async Task Watch_Cancelled_Throws()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var watch = Store.WatchAsync("", 0, cancellation.Token).GetAsyncEnumerator(cancellation.Token);
        var next = watch.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience, Cancelled));
    }

    /// <summary>Takes some changes of a watch, then ends it.</summary>
    protected async Task<List<(string Key, string? Json, long Version)>> WatchAsync(string prefix, long after, int count)
    {
        var seen = new List<(string, string?, long)>();
        await using var watch = Store.WatchAsync(prefix, after, Cancelled).GetAsyncEnumerator(Cancelled);
        while (seen.Count < count && await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Cancelled))
            seen.Add((watch.Current.Key, Text(watch.Current), watch.Current.Version));
        return seen;
    }
}
