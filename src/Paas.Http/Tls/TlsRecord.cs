using System.Buffers.Binary;

namespace Paas.Tls;

/// <summary>The outside of a TLS record (RFC 8446 §5.1): type, version, length, and then as many bytes.</summary>
internal static class TlsRecord
{
    public const int HeaderLength = 5;
    public const byte HandshakeType = 22;

    /// <summary>Most bytes of data in a record.</summary>
    public const int MaxData = 1 << 14;

    /// <summary>What encryption may add to the data of a record, its header included; more than any suite in use does.</summary>
    public const int MaxOverhead = 128;

    // RFC 5246 §6.2.3: 2^14 + 2048. TLS 1.3 allows less.
    private const int MaxLength = HeaderLength + MaxData + 2048;

    /// <summary>A fatal alert, unrecognized_name, not encrypted as before the server's hello.</summary>
    public static ReadOnlySpan<byte> UnrecognizedName => [21, 3, 3, 0, 2, 2, 112];

    /// <summary>Bytes of the record that starts here, its header included, or 0 when too few are there to tell.</summary>
    public static int Length(ReadOnlySpan<byte> input) =>
        input.Length < HeaderLength ? 0 : HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(input[3..]);

    /// <summary>No record may be that long; nothing that follows can be trusted.</summary>
    public static bool IsTooLong(int length) => length > MaxLength;
}
