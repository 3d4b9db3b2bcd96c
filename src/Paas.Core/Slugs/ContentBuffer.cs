using System.Collections.Concurrent;

namespace Paas.Slugs;

/// <summary>Contents that were hashed and are to be packed, up to a size: what is in it need not be read a second time.</summary>
/// <param name="isWanted">Whether a content is to be packed.</param>
internal sealed class ContentBuffer(Func<ContentDigest, bool> isWanted)
{
    private const int Capacity = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<ContentDigest, byte[]> _contents = [];
    private long _size;

    /// <summary>Keeps a content, if it is wanted and there is room; called by several threads.</summary>
    public void Offer(ContentDigest digest, ReadOnlySpan<byte> content)
    {
        if (Volatile.Read(ref _size) + content.Length > Capacity || !isWanted(digest) || _contents.ContainsKey(digest))
            return;
        Interlocked.Add(ref _size, content.Length);
        _contents.TryAdd(digest, content.ToArray());
    }

    /// <summary>A content; null when it must be read.</summary>
    public byte[]? Find(ContentDigest digest) => _contents.GetValueOrDefault(digest);
}
