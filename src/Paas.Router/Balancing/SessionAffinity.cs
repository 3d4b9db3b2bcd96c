using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paas.Balancing;

/// <summary>
/// Keeps a client at its dyno by Heroku's cookie (Dev Center, "Session Affinity"). The cookie holds keyed hashes of the
/// dyno's id and release, so that it tells nothing of them and cannot be made up.
/// </summary>
internal sealed class SessionAffinity(byte[] key)
{
    private const int DynoLength = 2 * 16;
    private const int Length = DynoLength + 2 * 8;

    private static ReadOnlySpan<byte> Name => "heroku-session-affinity"u8;

    /// <summary>What a dyno is called in the cookie; never 0.</summary>
    public UInt128 OfDyno(Guid dynoId)
    {
        Span<byte> text = stackalloc byte[16];
        dynoId.TryWriteBytes(text);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash) | 1;
    }

    /// <summary>What a release of an app is called in the cookie; never 0.</summary>
    public ulong OfRelease(Guid appId, int release)
    {
        Span<byte> text = stackalloc byte[16 + 4];
        appId.TryWriteBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(text[16..], release);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) | 1;
    }

    /// <summary>Reads the first cookie of the right form; both 0 when there is none.</summary>
    public static void Read(HttpHead head, ReadOnlySpan<byte> bytes, out UInt128 dyno, out ulong release)
    {
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind == HttpHeaderKind.Cookie && TryFind(header.Value(bytes), out dyno, out release))
                return;
        }
        dyno = 0;
        release = 0;
    }

    /// <summary>Writes the header line that gives a client its cookie.</summary>
    public static void Write(ByteBuffer output, RoutedDyno dyno, bool isTls)
    {
        Span<byte> value = stackalloc byte[Length / 2];
        BinaryPrimitives.WriteUInt128BigEndian(value, dyno.Affinity);
        BinaryPrimitives.WriteUInt64BigEndian(value[16..], dyno.ReleaseKey);
        output.Write("Set-Cookie: "u8);
        output.Write(Name);
        output.Write("="u8);
        Convert.TryToHexStringLower(value, output.GetSpan(Length), out _);
        output.Advance(Length);
        output.Write(isTls ? "; Path=/; HttpOnly; Secure\r\n"u8 : "; Path=/; HttpOnly\r\n"u8);
    }

    // RFC 6265 §4.2.1: name=value pairs between semicolons.
    private static bool TryFind(ReadOnlySpan<byte> cookies, out UInt128 dyno, out ulong release)
    {
        while (!cookies.IsEmpty)
        {
            var end = cookies.IndexOf((byte)';');
            var pair = (end < 0 ? cookies : cookies[..end]).Trim(" \t"u8);
            cookies = end < 0 ? [] : cookies[(end + 1)..];
            if (pair.Length != Name.Length + 1 + Length || !pair.StartsWith(Name) || pair[Name.Length] != '=')
                continue;
            Span<byte> value = stackalloc byte[Length / 2];
            if (Convert.FromHexString(pair[(Name.Length + 1)..], value, out _, out _) != System.Buffers.OperationStatus.Done)
                continue;
            dyno = BinaryPrimitives.ReadUInt128BigEndian(value);
            release = BinaryPrimitives.ReadUInt64BigEndian(value[16..]);
            return true;
        }
        dyno = 0;
        release = 0;
        return false;
    }
}
