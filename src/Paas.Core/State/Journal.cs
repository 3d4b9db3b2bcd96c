using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Paas.State;

/// <summary>
/// The file <c>journal</c>: a snapshot, and behind it every commit since. Not thread-safe. A commit is flushed to disk when
/// <see cref="Append"/> returns, and gone from the file when it throws.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const string FileName = "journal";

    private const int SnapshotFrameBytes = 1024 * 1024;

    private readonly string _path;
    private readonly Func<string, AppendFile> _openFile;
    private readonly long _compactionSlack;
    private readonly ILogger _logger;
    private AppendFile _file;
    private long _length;
    private long _compactAbove;
    private bool _truncatePending;
    private bool _directoryFlushPending;

    private Journal(string path, Func<string, AppendFile> openFile, long compactionSlack, ILogger logger, JournalContent content)
    {
        _path = path;
        _openFile = openFile;
        _compactionSlack = compactionSlack;
        _logger = logger;
        _length = content.Length;
        _truncatePending = content.TornBytes > 0;
        // An earlier run may have ended between a rename and the flush that makes it durable.
        _directoryFlushPending = true;
        _file = openFile(path);
    }

    /// <summary>Opens the journal of a directory, or begins one.</summary>
    /// <param name="directory">An existing directory that nobody else writes to.</param>
    /// <param name="openFile">Opens a file for appending.</param>
    /// <param name="compactionSlack">How many bytes the file may hold beyond twice those of the documents.</param>
    /// <param name="logger">Told of repairs and of compactions that fail.</param>
    /// <param name="snapshot">What it holds.</param>
    public static Journal Open(string directory, Func<string, AppendFile> openFile, long compactionSlack, ILogger logger, out StateSnapshot snapshot)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            WriteAside(path, StateSnapshot.Empty);
            File.Move(DurableFile.AsideOf(path), path);
        }

        var content = JournalContent.Read(path);
        if (content.TornBytes > 0)
            Log.TornCommitCutOff(logger, path, content.TornBytes);
        snapshot = content.Snapshot;
        return new Journal(path, openFile, compactionSlack, logger, content);
    }

    /// <summary>Appends a frame.</summary>
    /// <exception cref="IOException">It could not be written; the file is as before.</exception>
    public void Append(ReadOnlySpan<byte> frame)
    {
        if (_truncatePending)
            TruncateToLength();
        if (_directoryFlushPending)
        {
            DurableFile.FlushDirectory(Path.GetDirectoryName(_path)!);
            _directoryFlushPending = false;
        }

        try
        {
            _file.Write(frame, _length);
            _file.FlushToDisk();
        }
        catch
        {
            _truncatePending = true;
            TryTruncateToLength();
            throw;
        }

        _length += frame.Length;
    }

    /// <summary>Starts the file anew with a snapshot when most of what it holds is outdated.</summary>
    public void CompactIfWorth(StateSnapshot snapshot)
    {
        if (_length <= Math.Max(_compactAbove, (2 * snapshot.EncodedBytes) + _compactionSlack))
            return;

        AppendFile? compacted = null;
        try
        {
            var length = WriteAside(_path, snapshot);
            // Opened before the rename: when that works nothing is left that can fail.
            compacted = _openFile(DurableFile.AsideOf(_path));
            File.Move(DurableFile.AsideOf(_path), _path, overwrite: true);
            _file.Dispose();
            (_file, _length, _compactAbove, _truncatePending, _directoryFlushPending) = (compacted, length, 0, false, true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            compacted?.Dispose();
            TryDelete(DurableFile.AsideOf(_path));
            _compactAbove = _length + _compactionSlack;
            Log.CompactionFailed(_logger, _path, exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static long WriteAside(string path, StateSnapshot snapshot)
    {
        using var stream = DurableFile.CreateAside(path);
        stream.Write(JournalHeader.Create(JournalHeader.Size));
        var buffer = new ArrayBufferWriter<byte>();
        JournalFrame.Begin(buffer);
        foreach (var document in snapshot.Documents)
        {
            JournalFrame.Add(buffer, document.Key, document.Version, document.Json);
            if (buffer.WrittenCount < SnapshotFrameBytes)
                continue;
            stream.Write(JournalFrame.End(buffer, JournalFrame.SnapshotMagic));
            JournalFrame.Begin(buffer);
        }

        if (buffer.WrittenCount > JournalFrame.HeaderSize)
            stream.Write(JournalFrame.End(buffer, JournalFrame.SnapshotMagic));
        var length = stream.Position;
        stream.Position = 0;
        stream.Write(JournalHeader.Create(length));
        stream.Flush(flushToDisk: true);
        return length;
    }

    private void TruncateToLength()
    {
        _file.Truncate(_length);
        _truncatePending = false;
    }

    private void TryTruncateToLength()
    {
        try
        {
            TruncateToLength();
        }
        catch (IOException)
        {
            // Tried again before the next commit.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Replaced by the next compaction.
        }
    }
}
