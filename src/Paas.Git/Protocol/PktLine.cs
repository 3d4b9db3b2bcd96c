using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Paas.Git.Protocol;

/// <summary>
/// The framing of git's protocol: four hex digits of length (which count themselves), then the payload; <c>0000</c> is a
/// flush, <c>0001</c> a delimiter. Source: gitprotocol-common, "pkt-line format".
/// </summary>
internal static class PktLine
{
    public const int HeaderSize = 4;
    public const int MaxPayload = 65516;

    /// <summary>
    /// Takes one packet off the front of <paramref name="buffer"/>; false when it is not complete yet. Pure and resumable:
    /// nothing is consumed until the whole packet is there.
    /// </summary>
    /// <exception cref="GitProtocolException">The length is not one.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out PktKind kind, out ReadOnlySequence<byte> payload)
    {
        kind = PktKind.Data;
        payload = default;
        if (buffer.Length < HeaderSize)
            return false;

        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        if (!Utf8Parser.TryParse(header, out int length, out var consumed, 'x') || consumed != HeaderSize)
            throw Malformed(header);

        if (length is 0 or 1 or 2)
        {
            kind = length == 0 ? PktKind.Flush : length == 1 ? PktKind.Delimiter : PktKind.ResponseEnd;
            buffer = buffer.Slice(HeaderSize);
            return true;
        }

        if (length < HeaderSize || length > HeaderSize + MaxPayload)
            throw Malformed(header);
        if (buffer.Length < length)
            return false;
        payload = buffer.Slice(HeaderSize, length - HeaderSize);
        buffer = buffer.Slice(length);
        return true;
    }

    public static void WriteFlush(IBufferWriter<byte> writer) => writer.Write("0000"u8);

    public static void Write(IBufferWriter<byte> writer, string text) => Write(writer, Encoding.UTF8.GetBytes(text));

    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> payload)
    {
        WriteHeader(writer, payload.Length);
        writer.Write(payload);
    }

    /// <summary>A packet of a side-band: the first byte of the payload is the band.</summary>
    public static void WriteBand(IBufferWriter<byte> writer, byte band, ReadOnlySpan<byte> payload)
    {
        WriteHeader(writer, payload.Length + 1);
        writer.Write([band]);
        writer.Write(payload);
    }

    private static void WriteHeader(IBufferWriter<byte> writer, int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadLength, MaxPayload);
        var header = writer.GetSpan(HeaderSize);
        (payloadLength + HeaderSize).TryFormat(header[..HeaderSize], out _, "x4", CultureInfo.InvariantCulture);
        writer.Advance(HeaderSize);
    }

    private static GitProtocolException Malformed(ReadOnlySpan<byte> header) =>
        new($"bad packet length 0x{Convert.ToHexStringLower(header)}; this is not git's smart HTTP protocol");
}
