using System.Buffers;

namespace Paas.Slugs;

/// <summary>Whole contents that are compressed together.</summary>
/// <param name="index">Its place among the blocks that are written.</param>
internal sealed class PackBlock(int index)
{
    private readonly byte[] _raw = ArrayPool<byte>.Shared.Rent(SlugPack.BlockSize);

    public int Index => index;

    public List<(ContentDigest Digest, int Offset, int Length)> Contents { get; } = [];

    public int Length { get; private set; }

    /// <summary>Length when it is compressed.</summary>
    public int Compressed { get; set; }

    public ReadOnlySpan<byte> Raw => _raw.AsSpan(0, Length);

    public bool HasRoomFor(int length) => Length + length <= SlugPack.BlockSize;

    public void Add(ContentDigest digest, ReadOnlySpan<byte> content)
    {
        content.CopyTo(_raw.AsSpan(Length));
        Contents.Add((digest, Length, content.Length));
        Length += content.Length;
    }

    /// <summary>Its bytes are not needed any more.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(_raw);
}
