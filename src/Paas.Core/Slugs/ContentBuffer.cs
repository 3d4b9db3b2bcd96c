using System.Collections.Concurrent;

namespace Paas.Slugs;

/// <summary>
/// Contents that were hashed and are to be packed, up to a size: what is in it need not be read a second time. Its memory is not
/// the collector's, which would walk and move it while all threads wait.
/// </summary>
/// <param name="isWanted">Whether a content is to be packed.</param>
internal sealed class ContentBuffer(Func<ContentDigest, bool> isWanted) : IDisposable
{
    private const int MaxChunks = 16;

    private readonly ConcurrentDictionary<ContentDigest, Memory<byte>> _contents = [];
    private readonly List<NativeChunk> _chunks = [];
    private readonly Lock _lock = new();
    private int _used = NativeChunk.Length;

    /// <summary>Keeps a content, if it is wanted and there is room; called by several threads.</summary>
    public void Offer(ContentDigest digest, ReadOnlySpan<byte> content)
    {
        if (!isWanted(digest) || _contents.ContainsKey(digest) || Reserve(content.Length) is not { } place)
            return;
        content.CopyTo(place.Span);
        _contents.TryAdd(digest, place);
    }

    /// <summary>A content, until this is disposed; null when it must be read.</summary>
    public Memory<byte>? Find(ContentDigest digest) => _contents.TryGetValue(digest, out var content) ? content : default(Memory<byte>?);

    public void Dispose()
    {
        foreach (IDisposable chunk in _chunks)
            chunk.Dispose();
        _chunks.Clear();
        _contents.Clear();
    }

    private Memory<byte>? Reserve(int length)
    {
        lock (_lock)
        {
            if (_used + length > NativeChunk.Length)
            {
                if (_chunks.Count == MaxChunks)
                    return null;
                _chunks.Add(new NativeChunk());
                _used = 0;
            }

            _used += length;
            return _chunks[^1].Memory.Slice(_used - length, length);
        }
    }
}
