using System.Security.Cryptography;
using System.Text;

namespace Paas.Api.Json;

/// <summary>Ids for what has none in the engine: the same parts give the same id, for ever. Source: RFC 9562, version 8.</summary>
internal static class DerivedId
{
    private const int Bytes = 16;

    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)), hash);
        var id = hash[..Bytes];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
