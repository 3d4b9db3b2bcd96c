using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paas.State;

public sealed class FileStateStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly FaultyAppendFile.Faults _faults = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string JournalPath => _directory["journal"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_DirectoryIsOpenAlready_IsRefused()
    {
        using var first = Open();

        var refusal = Assert.Throws<PaasException>(() => Open());

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.Contains(_directory.FullName, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TornLastCommit_IsCutOffAtEveryLength()
    {
        var whole = await WriteJournalAsync(commits: 3);
        var two = await LengthAfterAsync(commits: 2);

        for (var length = (int)two; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(JournalPath, whole[..length], Cancelled);
            using var store = Open();
            Assert.Equal(["k1", "k2"], (await store.ListAsync("", Cancelled)).Select(document => document.Key));
            Assert.Equal(3, await PutAsync(store, "k9"));
        }
    }

    [Fact]
    public async Task Open_LastCommitIsZeroes_IsCutOffAndWritingGoesOn()
    {
        var whole = await WriteJournalAsync(commits: 3);
        whole.AsSpan((int)await LengthAfterAsync(commits: 2)).Clear();
        await File.WriteAllBytesAsync(JournalPath, [.. whole, .. new byte[4096]], Cancelled);

        using (var store = Open())
            Assert.Equal(3, await PutAsync(store, "k9"));
        using (var store = Open())
            Assert.Equal(["k1", "k2", "k9"], (await store.ListAsync("", Cancelled)).Select(document => document.Key));
    }

    [Fact]
    public async Task Open_AnyByteBeforeTheLastCommitIsDamaged_IsRefusedAndNothingIsTouched()
    {
        var whole = await WriteJournalAsync(commits: 3);
        var two = (int)await LengthAfterAsync(commits: 2);

        for (var at = 0; at < two; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(JournalPath, damaged, Cancelled);

            var refusal = Assert.Throws<PaasException>(() => Open());

            Assert.Equal(PaasErrors.Unavailable, refusal.Id);
            Assert.Contains($"{JournalPath} is damaged at byte ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Restore", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(JournalPath, Cancelled));
        }
    }

    [Fact]
    public async Task Open_CommitIsMissingInTheMiddle_IsRefused()
    {
        var whole = await WriteJournalAsync(commits: 3);
        var one = (int)await LengthAfterAsync(commits: 1);
        var two = (int)await LengthAfterAsync(commits: 2);
        await File.WriteAllBytesAsync(JournalPath, [.. whole[..one], .. whole[two..]], Cancelled);

        Assert.Contains($"at byte {one}: revision 3 follows revision 1", Assert.Throws<PaasException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SnapshotIsCutShort_IsRefused()
    {
        using (var store = Open(slack: 0))
        {
            await PutAsync(store, "a");
            await PutAsync(store, "a");
            await PutAsync(store, "a");
        }

        var compacted = await File.ReadAllBytesAsync(JournalPath, Cancelled);
        await File.WriteAllBytesAsync(JournalPath, compacted[..(JournalHeader.Size + 5)], Cancelled);

        Assert.Throws<PaasException>(() => Open());
    }

    [Fact]
    public async Task Commit_DiskIsFull_ChangesNothingAndGoesOnWhenThereIsRoom()
    {
        using (var store = Open())
        {
            await PutAsync(store, "a");
            _faults.DiskFull = true;
            var failure = await Assert.ThrowsAsync<PaasException>(() => PutAsync(store, "b"));
            Assert.Equal(PaasErrors.Unavailable, failure.Id);
            Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
            Assert.Null(await store.GetAsync("b", Cancelled));

            _faults.DiskFull = false;
            Assert.Equal(2, await PutAsync(store, "c"));
        }

        using var reopened = Open();
        Assert.Equal(["a", "c"], (await reopened.ListAsync("", Cancelled)).Select(document => document.Key));
    }

    [Fact]
    public async Task Commit_FlushAndTruncateFail_NothingIsAcknowledgedUntilTheFileIsCleanAgain()
    {
        using (var store = Open())
        {
            await PutAsync(store, "a");
            _faults.FlushFails = _faults.TruncateFails = true;
            await Assert.ThrowsAsync<PaasException>(() => PutAsync(store, "b"));
            _faults.FlushFails = false;
            await Assert.ThrowsAsync<PaasException>(() => PutAsync(store, "b"));
            _faults.TruncateFails = false;
            Assert.Equal(2, await PutAsync(store, "c"));
        }

        using var reopened = Open();
        Assert.Equal(["a", "c"], (await reopened.ListAsync("", Cancelled)).Select(document => document.Key));
    }

    [Fact]
    public async Task Commit_ArrivesDuringAFlush_SharesTheNextFlush()
    {
        using var store = Open();
        using var flushing = new SemaphoreSlim(0);
        using var mayFinish = new SemaphoreSlim(0);
        _faults.OnFlush = () =>
        {
            flushing.Release();
            Assert.True(mayFinish.Wait(Patience, Cancelled));
        };

        var first = PutAsync(store, "first");
        Assert.True(await flushing.WaitAsync(Patience, Cancelled));
        var others = Enumerable.Range(0, 20).Select(i => PutAsync(store, $"k{i:00}")).ToArray();
        Assert.Null(await store.GetAsync("first", Cancelled));
        mayFinish.Release(2);
        await Task.WhenAll(others.Append(first)).WaitAsync(Patience, Cancelled);

        Assert.Equal(2, _faults.Flushes);
        Assert.Equal(21, (await store.ListAsync("", Cancelled)).Count);
    }

    [Fact]
    public async Task Commit_OneKeyOverAndOver_CompactsAndKeepsRevisionsAndRemovals()
    {
        using (var store = Open(slack: 1000))
        {
            await PutAsync(store, "gone");
            await store.CommitAsync([new StateChange("gone", null)], Cancelled);
            for (var i = 0; i < 1000; i++)
                await PutAsync(store, "a");
            Assert.InRange(new FileInfo(JournalPath).Length, 1, 1500);
        }

        using var reopened = Open();
        Assert.Equal(1002, (await reopened.GetAsync("a", Cancelled))!.Version);
        await using var watch = reopened.WatchAsync("", 1, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(new StateDocument("gone", 2, null), watch.Current);
        Assert.Equal(1003, await PutAsync(reopened, "b"));
    }

    [Fact]
    public async Task Commit_CompactionFails_GoesOnWithTheOldFile()
    {
        using (var store = Open(slack: 100))
        {
            _faults.OpenFails = true;
            for (var i = 0; i < 50; i++)
                await PutAsync(store, "a");
            Assert.False(File.Exists(DurableFile.AsideOf(JournalPath)));
            _faults.OpenFails = false;
            for (var i = 0; i < 50; i++)
                await PutAsync(store, "a");
            Assert.InRange(new FileInfo(JournalPath).Length, 1, 400);
        }

        using var reopened = Open();
        Assert.Equal(100, (await reopened.GetAsync("a", Cancelled))!.Version);
    }

    [Fact]
    public async Task Open_CompactionWasInterrupted_UsesTheOldFile()
    {
        await WriteJournalAsync(commits: 3);
        await File.WriteAllTextAsync(DurableFile.AsideOf(JournalPath), "half a snapshot", Cancelled);

        using var store = Open(slack: 0);

        Assert.Equal(3, (await store.ListAsync("", Cancelled)).Count);
        Assert.Equal(4, await PutAsync(store, "k4"));
    }

    [Fact]
    public async Task Open_ThousandAppsOfEightDocuments_CostsLittleMoreThanItsFile()
    {
        using (var store = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(app =>
                store.CommitAsync([.. Enumerable.Range(0, 8).Select(i => new StateChange($"app/{app:0000}/release/{i}", new byte[500]))], Cancelled).AsTask()));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reopened = Open();

        // The file itself, its documents and their index; the time that takes is in benchmarks/results/deploy.md.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * new FileInfo(JournalPath).Length);
        Assert.Equal(8000, (await reopened.ListAsync("app/", Cancelled)).Count);
    }

    [Fact]
    public async Task Dispose_WithWatch_EndsIt()
    {
        var store = Open();
        await using var watch = store.WatchAsync("", 0, Cancelled).GetAsyncEnumerator(Cancelled);
        var next = watch.MoveNextAsync().AsTask();
        store.Dispose();

        Assert.False(await next.WaitAsync(Patience, Cancelled));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => PutAsync(store, "a"));
    }

    private FileStateStore Open(long slack = 1_000_000) => FileStateStore.Open(_directory.FullName, NullLogger.Instance, _faults.Open, slack);

    private static async Task<long?> PutAsync(FileStateStore store, string key) =>
        await store.CommitAsync([new StateChange(key, Encoding.UTF8.GetBytes($$"""{"name":"{{key}}"}"""))], Cancelled);

    private async Task<byte[]> WriteJournalAsync(int commits)
    {
        File.Delete(JournalPath);
        using (var store = Open())
        {
            for (var i = 1; i <= commits; i++)
                await PutAsync(store, $"k{i}");
        }

        return await File.ReadAllBytesAsync(JournalPath, Cancelled);
    }

    private async Task<long> LengthAfterAsync(int commits) => (await WriteJournalAsync(commits)).Length;
}
