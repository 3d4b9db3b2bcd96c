using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Paas.State;

/// <summary>
/// State in one directory: all documents in memory, every commit appended to a journal and flushed to disk before it is
/// acknowledged. Commits that arrive while the disk is busy share the next flush. Removed keys are kept, without content,
/// for as long as the directory lives, so that a watch from any revision learns of them.
/// </summary>
internal sealed class FileStateStore : IStateStore, IDisposable
{
    private const long DefaultCompactionSlack = 4 * 1024 * 1024;

    /// <summary>A flush takes further commits until they have this many bytes.</summary>
    private const int FlushBytes = 4 * 1024 * 1024;

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly DirectoryLock _directoryLock;
    private readonly Journal _journal;
    private readonly LiveState _live;
    private readonly Lock _writing = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Lock _gate = new();
    private readonly Queue<PendingCommit> _waiting = [];
    private bool _writerRuns;
    private bool _disposed;

    private FileStateStore(string directory, ILogger logger, DirectoryLock directoryLock, Journal journal, StateSnapshot snapshot)
    {
        _directory = directory;
        _logger = logger;
        _directoryLock = directoryLock;
        _journal = journal;
        _live = new LiveState(snapshot);
    }

    /// <summary>Opens the state in a directory, which is made when it is missing.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: another process has it open, or it is damaged or cannot be read.</exception>
    public static FileStateStore Open(string directory, ILogger<FileStateStore> logger) =>
        Open(directory, logger, static path => new AppendFile(path), DefaultCompactionSlack);

    internal static FileStateStore Open(string directory, ILogger logger, Func<string, AppendFile> openFile, long compactionSlack)
    {
        directory = Path.GetFullPath(directory);
        DirectoryLock? directoryLock = null;
        try
        {
            DurableFile.CreateDirectory(directory);
            directoryLock = DirectoryLock.Take(directory);
            var journal = Journal.Open(directory, openFile, compactionSlack, logger, out var snapshot);
            return new FileStateStore(directory, logger, directoryLock, journal, snapshot);
        }
        catch (Exception exception)
        {
            directoryLock?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new PaasException(PaasErrors.Unavailable, $"The state in {directory} cannot be opened: {exception.Message}", exception);
            throw;
        }
    }

    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken)
    {
        StateRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_live.Snapshot.Get(key));
    }

    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_live.Snapshot.List(prefix));
    }

    /// <inheritdoc/>
    /// <remarks>Once the commit is queued it is no longer cancelled: its outcome would be unknown.</remarks>
    public ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        StateRules.CheckChanges(changes);
        cancellationToken.ThrowIfCancellationRequested();
        var commit = new PendingCommit(changes);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _waiting.Enqueue(commit);
            if (!_writerRuns)
            {
                _writerRuns = true;
                _ = Task.Run(WriteWaiting, CancellationToken.None);
            }
        }

        return new ValueTask<long?>(commit.Completion);
    }

    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        return _live.WatchAsync(prefix, after, cancellationToken);
    }

    /// <summary>Lets queued commits end, then closes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        WriteWaiting();
        lock (_writing)
        {
            _live.Close();
            _journal.Dispose();
            _directoryLock.Dispose();
        }
    }

    private void WriteWaiting()
    {
        var group = new List<PendingCommit>();
        lock (_writing)
        {
            while (TakeWaiting(group))
                WriteGroup(group);
        }
    }

    private bool TakeWaiting(List<PendingCommit> group)
    {
        group.Clear();
        lock (_gate)
        {
            long bytes = 0;
            while (bytes < FlushBytes && _waiting.TryDequeue(out var commit))
            {
                group.Add(commit);
                foreach (var change in commit.Changes)
                    bytes += change.Json?.Length ?? 0;
            }

            _writerRuns = group.Count > 0;
            return _writerRuns;
        }
    }

    private void WriteGroup(List<PendingCommit> group)
    {
        try
        {
            var snapshot = _live.Snapshot;
            JournalFrame.Begin(_buffer);
            foreach (var commit in group)
            {
                if (snapshot.TryApply(commit.Changes) is not { } next)
                    continue;
                snapshot = next;
                commit.Revision = next.Revision;
                foreach (var change in commit.Changes)
                    JournalFrame.Add(_buffer, change.Key, next.Revision, change.Json);
            }

            if (snapshot != _live.Snapshot)
            {
                _journal.Append(JournalFrame.End(_buffer, JournalFrame.CommitMagic));
                _live.Publish(snapshot);
            }

            // A conflict too is answered only now: the change that it conflicts with may be one of this group.
            foreach (var commit in group)
                commit.Complete();
            _journal.CompactIfWorth(snapshot);
        }
        catch (Exception exception)
        {
            Log.CommitFailed(_logger, _directory, exception);
            var failure = new PaasException(PaasErrors.Unavailable, $"The change could not be written to {_directory} and was not made: {exception.Message}", exception);
            foreach (var commit in group)
                commit.Fail(failure);
        }
    }
}
