using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Paas.Sqlite;

/// <summary>
/// State in one SQLite file: a row per document, in the write-ahead-log mode and flushed to disk with every commit. A removed
/// document stays as a row without content, so that a watch from any revision learns of it; the revision is the highest version.
/// Other processes may read and write the file too; watches notice their commits within a second.
/// </summary>
internal sealed class SqliteStateStore : IStateStore, IDisposable
{
    private static readonly TimeSpan ForeignCommitInterval = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _timeProvider;
    private readonly StateDatabase _writer;
    private readonly StateDatabase _reader;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _reading = new(1);
    private readonly CancellationTokenSource _closed = new();
    private volatile TaskCompletionSource _committed = NewSignal();

    private SqliteStateStore(string path, TimeProvider timeProvider, StateDatabase writer, StateDatabase reader)
    {
        _path = path;
        _timeProvider = timeProvider;
        _writer = writer;
        _reader = reader;
    }

    /// <summary>Opens the file, which is made, readable by its owner only, when it is missing.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: it cannot be opened, is no database or was made by a newer version.</exception>
    public static SqliteStateStore Open(string path, TimeProvider timeProvider)
    {
        path = Path.GetFullPath(path);
        try
        {
            CreateFile(path);
            var writer = StateDatabase.Open(path);
            try
            {
                writer.CreateSchema();
                return new SqliteStateStore(path, timeProvider, writer, StateDatabase.Open(path));
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Unavailable(path, exception);
        }
    }

    public async ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken)
    {
        StateRules.CheckKey(key);
        return await ReadAsync(database => database.Get(key), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        return await ReadAsync(database => database.List(prefix), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Once it is the commit's turn it is no longer cancelled: its outcome would be unknown.</remarks>
    public async ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        StateRules.CheckChanges(changes);
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
        await _writing.WaitAsync(cancellationToken);
        long? revision;
        try
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            revision = await Task.Run(() => _writer.Commit(changes), CancellationToken.None);
        }
        catch (SqliteException exception)
        {
            throw Unavailable(_path, exception);
        }
        finally
        {
            _writing.Release();
        }

        if (revision is not null)
            Interlocked.Exchange(ref _committed, NewSignal()).TrySetResult();
        return revision;
    }

    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        return WatchCoreAsync(prefix, after, cancellationToken);
    }

    /// <summary>Waits for the commit that is under way, then closes the file.</summary>
    public void Dispose()
    {
        if (_closed.IsCancellationRequested)
            return;
        _closed.Cancel();
        _writing.Wait();
        _writer.Dispose();
        _writing.Release();
        _reading.Wait();
        _reader.Dispose();
        _reading.Release();
    }

    /// <summary>For tests: how large the file may grow, as on a disk that is full.</summary>
    internal void LimitPages(int pages) => _writer.LimitPages(pages);

    private async IAsyncEnumerable<StateDocument> WatchCoreAsync(string prefix, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var committed = _committed.Task;
            if (await TryReadChangesAsync(prefix, after, cancellationToken) is not var (documents, revision))
                yield break;
            foreach (var document in documents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return document;
            }

            after = Math.Max(after, revision);
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            await Task.WhenAny(committed, Task.Delay(ForeignCommitInterval, _timeProvider, wake.Token));
            await wake.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask<(IReadOnlyList<StateDocument> Documents, long Revision)?> TryReadChangesAsync(string prefix, long after, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(database => database.ChangedAfter(after, prefix), cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<StateDatabase, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
        await _reading.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            return read(_reader);
        }
        catch (SqliteException exception)
        {
            throw Unavailable(_path, exception);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static PaasException Unavailable(string path, Exception exception)
    {
        const int Corrupt = 11;
        const int NoDatabase = 26;
        var advice = exception is SqliteException { SqliteErrorCode: Corrupt or NoDatabase }
            ? " The file is damaged: restore it from a backup, or move it away to start with empty state."
            : "";
        return new PaasException(PaasErrors.Unavailable, $"The state in {path} cannot be read or written: {exception.Message}{advice} Nothing was changed.", exception);
    }
}
