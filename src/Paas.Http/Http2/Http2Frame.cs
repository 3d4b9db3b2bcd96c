using System.Buffers.Binary;

namespace Paas.Http2;

/// <summary>The head of a frame (RFC 9113 §4.1).</summary>
/// <param name="Length">Bytes of payload.</param>
/// <param name="Type">The type, which may be one that we do not know.</param>
/// <param name="Flags">The flags.</param>
/// <param name="StreamId">The stream; 0 for the connection.</param>
public readonly record struct Http2Frame(int Length, Http2FrameType Type, Http2Flags Flags, int StreamId)
{
    /// <summary>Bytes of a head.</summary>
    public const int HeadLength = 9;

    /// <summary>Longest payload unless a peer allows more (RFC 9113 §4.2).</summary>
    public const int DefaultMaxLength = 16384;

    /// <summary>Whether the flag is set.</summary>
    public bool Has(Http2Flags flag) => (Flags & flag) != 0;

    /// <summary>Reads a head; false when fewer than nine bytes are there. The reserved bit is ignored.</summary>
    public static bool TryRead(ReadOnlySpan<byte> input, out Http2Frame frame)
    {
        frame = default;
        if (input.Length < HeadLength)
            return false;
        frame = new Http2Frame(
            (input[0] << 16) | (input[1] << 8) | input[2], (Http2FrameType)input[3], (Http2Flags)input[4],
            (int)(BinaryPrimitives.ReadUInt32BigEndian(input[5..]) & int.MaxValue));
        return true;
    }

    /// <summary>Writes the head into its nine bytes.</summary>
    public void WriteTo(Span<byte> head)
    {
        head[0] = (byte)(Length >> 16);
        head[1] = (byte)(Length >> 8);
        head[2] = (byte)Length;
        head[3] = (byte)Type;
        head[4] = (byte)Flags;
        BinaryPrimitives.WriteUInt32BigEndian(head[5..], (uint)StreamId);
    }

    /// <summary>
    /// Takes padding, and the priority of HEADERS, off the payload of DATA or HEADERS. False when they do not fit in it
    /// (RFC 9113 §6.1, §6.2).
    /// </summary>
    /// <param name="payload">The payload of this frame; what remains is the data or the fragment of the block.</param>
    /// <param name="dependency">The stream that the priority names, or -1.</param>
    public bool TryUnpad(ref ReadOnlySpan<byte> payload, out int dependency)
    {
        dependency = -1;
        var padding = 0;
        if (Has(Http2Flags.Padded))
        {
            if (payload.IsEmpty)
                return false;
            padding = payload[0];
            payload = payload[1..];
        }
        if (Type == Http2FrameType.Headers && Has(Http2Flags.Priority))
        {
            if (payload.Length < 5)
                return false;
            dependency = (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);
            payload = payload[5..];
        }
        if (padding > payload.Length)
            return false;
        payload = payload[..^padding];
        return true;
    }
}
