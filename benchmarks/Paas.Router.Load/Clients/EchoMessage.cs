using System.Buffers.Binary;

namespace Paas.Load.Clients;

/// <summary>A binary message of a client and what its echo looks like (RFC 6455 section 5.2).</summary>
internal sealed class EchoMessage
{
    public const byte Payload = (byte)'x';
    private const byte FinalBinary = 0x82;
    private const byte Masked = 0x80;
    private static readonly byte[] Mask = [0x12, 0x34, 0x56, 0x78];

    public EchoMessage(int size)
    {
        EchoHeader = Header(size);
        var sent = new List<byte>(EchoHeader);
        sent[1] |= Masked;
        sent.AddRange(Mask);
        sent.AddRange(Enumerable.Range(0, size).Select(i => (byte)(Payload ^ Mask[i % 4])));
        Sent = [.. sent];
        EchoLength = EchoHeader.Length + size;
    }

    public byte[] Sent { get; }

    public byte[] EchoHeader { get; }

    public int EchoLength { get; }

    /// <summary>Whether these bytes are right at this place of the echo.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes, int at)
    {
        var header = Math.Clamp(EchoHeader.Length - at, 0, bytes.Length);
        return (header == 0 || bytes[..header].SequenceEqual(EchoHeader.AsSpan(at, header))) && bytes[header..].IndexOfAnyExcept(Payload) < 0;
    }

    private static byte[] Header(int size)
    {
        if (size < 126)
            return [FinalBinary, (byte)size];
        var header = new byte[size <= ushort.MaxValue ? 4 : 10];
        header[0] = FinalBinary;
        header[1] = (byte)(header.Length == 4 ? 126 : 127);
        if (header.Length == 4)
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)size);
        else
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), size);
        return header;
    }
}
