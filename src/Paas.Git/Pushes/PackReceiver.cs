using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Pushes;

/// <summary>
/// Takes the pack of a push into quarantine as it arrives. The first error is kept and the rest of the body is read and
/// dropped, because a client that is cut off while it sends does not read why.
/// </summary>
internal sealed class PackReceiver : IDisposable
{
    private const int HeaderSize = 12;
    private const int TrailerSize = 20;

    private readonly Quarantine _quarantine;
    private readonly GitOptions _options;
    private readonly PackIndexer _indexer;
    private readonly byte[] _start = new byte[HeaderSize + TrailerSize];
    private long _received;
    private GitDataException? _error;

    public PackReceiver(Quarantine quarantine, GitOptions options)
    {
        (_quarantine, _options) = (quarantine, options);
        _indexer = new PackIndexer(quarantine.PackDirectory, quarantine.Store);
    }

    public void Append(ReadOnlySequence<byte> data)
    {
        foreach (var segment in data)
        {
            KeepStart(segment.Span);
            var before = _received;
            _received += segment.Length;
            if (_received > _options.MaxPackSize * 2)
                throw new GitProtocolException(TooLarge());
            if (_error is null)
                Append(segment.Span, before);
        }
    }

    /// <summary>Resolves and checks what came. Blocks; throws <see cref="GitDataException"/> with the reason of a refusal.</summary>
    public void Complete(CancellationToken cancellationToken)
    {
        if (_error is not null)
            throw _error;
        if (_received < HeaderSize + TrailerSize)
            throw new GitDataException(_received == 0 ? "the pack is missing" : "the pack ends too early");
        // A pack without objects is what git sends when the repository already has them all.
        if (ObjectCount() == 0)
        {
            CheckEmpty();
            return;
        }

        var index = _indexer.Commit(_quarantine.PackDirectory, cancellationToken);
        new PackChecker(_quarantine.Store, cancellationToken).Check(PackIndexFile.ReadObjectIds(index));
    }

    public void Dispose() => _indexer.Dispose();

    private void Append(ReadOnlySpan<byte> data, long before)
    {
        try
        {
            if (_received > _options.MaxPackSize)
                throw new GitDataException(TooLarge());
            if (before < HeaderSize && _received >= HeaderSize && ObjectCount() > _options.MaxPackObjects)
                throw new GitDataException($"the pack has {ObjectCount()} objects, more than the limit of {_options.MaxPackObjects}");
            _indexer.Append(data);
        }
        catch (GitDataException exception)
        {
            _error = exception;
        }
    }

    private void KeepStart(ReadOnlySpan<byte> data)
    {
        if (_received < _start.Length)
            data[..Math.Min(data.Length, _start.Length - (int)_received)].CopyTo(_start.AsSpan((int)_received));
    }

    private uint ObjectCount() => BinaryPrimitives.ReadUInt32BigEndian(_start.AsSpan(8));

    private void CheckEmpty()
    {
#pragma warning disable CA5350 // git's packs end in SHA-1
        if (_received != _start.Length || !SHA1.HashData(_start.AsSpan(0, HeaderSize)).AsSpan().SequenceEqual(_start.AsSpan(HeaderSize)))
            throw new GitDataException("the pack is damaged");
#pragma warning restore CA5350
    }

    private string TooLarge() => $"the pack is larger than {_options.MaxPackSize >> 20} MB, the limit of this platform; remove large files from the history";
}
