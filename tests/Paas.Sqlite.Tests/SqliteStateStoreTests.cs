using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Paas.Sqlite;

public sealed class SqliteStateStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("paas-sqlite-").FullName;
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_directory, "paas.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Open_FileIsNoDatabase_IsRefusedAndKept()
    {
        var garbage = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database ", 500)));
        await File.WriteAllBytesAsync(DatabasePath, garbage, Cancelled);

        var refusal = Assert.Throws<PaasException>(Open);

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.Contains(DatabasePath, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("restore it from a backup", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, await File.ReadAllBytesAsync(DatabasePath, Cancelled));
    }

    [Fact]
    public void Open_FileOfNewerFormat_IsRefused()
    {
        Open().Dispose();
        Execute("PRAGMA user_version=2");

        Assert.Contains("format 2", Assert.Throws<PaasException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewFile_IsReadableByItsOwnerOnly()
    {
        Open().Dispose();

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DatabasePath));
    }

    [Fact]
    public async Task Commit_FileMayNotGrow_ChangesNothingAndGoesOnWhenThereIsRoom()
    {
        using var store = Open();
        await PutAsync(store, "a", 100);
        store.LimitPages(8);

        var failure = await Assert.ThrowsAsync<PaasException>(() => PutAsync(store, "b", 1_000_000));
        Assert.Equal(PaasErrors.Unavailable, failure.Id);
        Assert.Null(await store.GetAsync("b", Cancelled));

        store.LimitPages(100_000);
        Assert.Equal(2, await PutAsync(store, "b", 1_000_000));
    }

    [Fact]
    public async Task Commit_TwoStoresOnOneFile_NoUpdateIsLost()
    {
        using var first = Open();
        using var second = Open();
        Assert.Equal(1, await PutAsync(first, "a", 1, expected: 0));

        Assert.Null(await PutAsync(second, "a", 1, expected: 0));
        Assert.Equal(2, await PutAsync(second, "a", 1, expected: 1));
        Assert.Equal(2, (await first.GetAsync("a", Cancelled))!.Version);
    }

    [Fact]
    public async Task Watch_AnotherProcessCommits_IsNoticedWithTheNextTick()
    {
        using var first = Open();
        using var second = Open();
        await using var watch = first.WatchAsync("", 0, Cancelled).GetAsyncEnumerator(Cancelled);
        var next = watch.MoveNextAsync().AsTask();
        await PutAsync(second, "a", 1);

        for (var attempt = 0; attempt < 30_000 && !next.IsCompleted; attempt++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(next, Task.Delay(1, Cancelled));
        }

        Assert.True(await next.WaitAsync(Patience, Cancelled));
        Assert.Equal("a", watch.Current.Key);
    }

    [Fact]
    public async Task Dispose_WithWatch_EndsIt()
    {
        var store = Open();
        await using var watch = store.WatchAsync("", 0, Cancelled).GetAsyncEnumerator(Cancelled);
        var next = watch.MoveNextAsync().AsTask();
        store.Dispose();

        Assert.False(await next.WaitAsync(Patience, Cancelled));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => PutAsync(store, "a", 1));
    }

    [Fact]
    public async Task UseSqlite_RelativePath_IsInTheDataDirectory()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(new PaasOptions { DataDirectory = _directory }));
        new Builder(services).UseSqlite("paas.db");
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IStateStore>().CommitAsync([new StateChange("a", new byte[] { (byte)'1' })], Cancelled);

        Assert.True(File.Exists(DatabasePath));
    }

    private SqliteStateStore Open() => SqliteStateStore.Open(DatabasePath, _clock);

    private static async Task<long?> PutAsync(SqliteStateStore store, string key, int size, long? expected = null)
    {
        var json = new byte[size];
        json.AsSpan().Fill((byte)'1');
        return await store.CommitAsync([new StateChange(key, json, expected)], Cancelled);
    }

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private sealed record Builder(IServiceCollection Services) : IPaasBuilder;
}
