using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Paas.Git.Objects;
using Oid = Paas.Git.Objects.Oid;

namespace Paas.Git.Fetches;

/// <summary>
/// Writes a pack object by object, whole and compressed, with one object in memory at a time.
/// Source: gitformat-pack.
/// </summary>
internal sealed class PackWriter : IDisposable
{
    private const int ChunkSize = 32 * 1024;

    private readonly ObjectStore _store;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> _send;
#pragma warning disable CA5350 // git's packs end in SHA-1
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
    private readonly MemoryStream _pending = new();

    public PackWriter(ObjectStore store, Func<ReadOnlyMemory<byte>, ValueTask> send) => (_store, _send) = (store, send);

    public async Task WriteAsync(IReadOnlyList<Oid> ids, CancellationToken cancellationToken)
    {
        WriteHeader(ids.Count);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var raw = _store.Read(id);
            WriteEntryHeader(raw.Type, raw.Data.Length);
            await CompressAsync(raw);
        }

        await SendAsync(0);
        await _send(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _hash.Dispose();
        _pending.Dispose();
    }

    private void WriteHeader(int count)
    {
        Span<byte> header = stackalloc byte[12];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], 2);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], count);
        _pending.Write(header);
    }

    /// <summary>Type in bits 4–6 of the first byte, size in its low four bits and then seven bits a byte, lowest first.</summary>
    private void WriteEntryHeader(ObjectType type, long size)
    {
        var current = (byte)(((int)type << 4) | (int)(size & 15));
        for (size >>= 4; size > 0; size >>= 7)
        {
            _pending.WriteByte((byte)(current | 0x80));
            current = (byte)(size & 0x7f);
        }

        _pending.WriteByte(current);
    }

    private async ValueTask CompressAsync(RawObject raw)
    {
        var offset = 0;
        await using (var zlib = new ZLibStream(_pending, CompressionLevel.Fastest, leaveOpen: true))
        {
            while (offset < raw.Data.Length)
            {
                var length = Math.Min(ChunkSize, raw.Data.Length - offset);
                zlib.Write(raw.Data.Slice(offset, length));
                offset += length;
                await SendAsync(ChunkSize);
            }
        }

        await SendAsync(ChunkSize);
    }

    private async ValueTask SendAsync(int threshold)
    {
        if (_pending.Length <= threshold)
            return;
        var data = _pending.GetBuffer().AsMemory(0, (int)_pending.Length);
        _hash.AppendData(data.Span);
        await _send(data);
        _pending.SetLength(0);
    }
}
