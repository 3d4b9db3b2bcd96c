using System.Text;

namespace Paas.Http2;

/// <summary>The static table (RFC 7541 Appendix A), numbered from 1.</summary>
internal static class HpackStaticTable
{
    public const int Count = 61;
    // Response statuses with an entry of their own.
    private const int FirstStatus = 8;
    private const int LastStatus = 14;
    private const int Buckets = 256;

    private static readonly (byte[] Name, byte[] Value)[] Entries = Create();
    // Index of a name by a hash; a free step further for each clash.
    private static readonly byte[] ByName = CreateByName();

    public static ReadOnlySpan<byte> Name(int index) => Entries[index - 1].Name;

    public static ReadOnlySpan<byte> Value(int index) => Entries[index - 1].Value;

    /// <summary>First entry with this name, or 0.</summary>
    public static int FindName(ReadOnlySpan<byte> name)
    {
        for (var bucket = Hash(name); ByName[bucket] != 0; bucket = (bucket + 1) % Buckets)
        {
            if (Name(ByName[bucket]).SequenceEqual(name))
                return ByName[bucket];
        }
        return 0;
    }

    /// <summary>The entry of a status, or 0.</summary>
    public static int FindStatus(ReadOnlySpan<byte> status)
    {
        for (var index = FirstStatus; index <= LastStatus; index++)
        {
            if (Value(index).SequenceEqual(status))
                return index;
        }
        return 0;
    }

    private static int Hash(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : (name.Length * 37 + name[0] * 7 + name[^1] * 3 + name[name.Length / 2]) % Buckets;

    private static byte[] CreateByName()
    {
        var table = new byte[Buckets];
        for (var index = 1; index <= Count; index++)
        {
            var bucket = Hash(Name(index));
            while (table[bucket] != 0 && !Name(table[bucket]).SequenceEqual(Name(index)))
                bucket = (bucket + 1) % Buckets;
            if (table[bucket] == 0)
                table[bucket] = (byte)index;
        }
        return table;
    }

    private static (byte[] Name, byte[] Value)[] Create()
    {
        (string Name, string Value)[] entries =
        [
            (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
            (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
            (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
            ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
            ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""),
            ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
            ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""), ("etag", ""),
            ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""), ("if-modified-since", ""),
            ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""),
            ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""),
            ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""), ("set-cookie", ""),
            ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""),
            ("www-authenticate", ""),
        ];
        return Array.ConvertAll(entries, entry => (Encoding.ASCII.GetBytes(entry.Name), Encoding.ASCII.GetBytes(entry.Value)));
    }
}
