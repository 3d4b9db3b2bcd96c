using System.Buffers;
using System.Buffers.Text;
using Paas.Routing;

namespace Paas.Forwarding;

/// <summary>The id that follows a request through router and app. A client's own is kept when it looks like one.</summary>
internal static class RequestId
{
    public const int MaxLength = 200;
    private const int MinLength = 20;
    private const int GeneratedLength = 36;
    private static readonly SearchValues<byte> Allowed = SearchValues.Create(
        "+/=-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Writes the id to use and returns its length.</summary>
    public static int Choose(HttpHead head, ReadOnlySpan<byte> bytes, ref SplitMix random, Span<byte> id)
    {
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind != HttpHeaderKind.XRequestId)
                continue;
            var value = header.Value(bytes);
            if (value.Length is < MinLength or > MaxLength || value.ContainsAnyExcept(Allowed))
                break;
            value.CopyTo(id);
            return value.Length;
        }
        return Generate(ref random, id);
    }

    // A random UUID, version 4 (RFC 9562 §5.4).
    private static int Generate(ref SplitMix random, Span<byte> id)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, random.Next());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), id, out _);
        return GeneratedLength;
    }
}
