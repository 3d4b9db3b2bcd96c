namespace Paas.Http2;

/// <summary>
/// Encodes header blocks (RFC 7541). A field goes into the table when it is seen the second time, so that fields which
/// differ from response to response push out nothing; what may be secret never does (§7.1).
/// </summary>
public sealed class HpackEncoder
{
    private const int MaxTableSize = HpackDecoder.DefaultTableSize;
    private const int Remembered = 64;
    private readonly HpackDynamicTable _table = new(MaxTableSize);
    private readonly int[] _seen = new int[Remembered];
    private int _smallestSize = MaxTableSize;
    private bool _sizeChanged;

    /// <summary>Notes the table size that the peer allows, in bytes; the next block tells it what is used.</summary>
    public void SetTableSize(int size)
    {
        var allowed = Math.Clamp(size, 0, MaxTableSize);
        if (allowed == _table.MaxSize && !_sizeChanged)
            return;
        _smallestSize = _sizeChanged ? Math.Min(_smallestSize, allowed) : allowed;
        _sizeChanged = true;
        _table.Resize(allowed);
    }

    /// <summary>Begins a block in <paramref name="output"/>.</summary>
    public void Begin(ByteBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!_sizeChanged)
            return;
        // RFC 7541 §4.2: the smallest size in between, then the one that stays.
        if (_smallestSize < _table.MaxSize)
            HpackInteger.Write(output, 5, 0x20, _smallestSize);
        HpackInteger.Write(output, 5, 0x20, _table.MaxSize);
        _sizeChanged = false;
    }

    /// <summary>Writes <c>:status</c>.</summary>
    public void WriteStatus(ByteBuffer output, int status)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<byte> digits = [(byte)('0' + status / 100 % 10), (byte)('0' + status / 10 % 10), (byte)('0' + status % 10)];
        var index = HpackStaticTable.FindStatus(digits);
        if (index > 0)
            HpackInteger.Write(output, 7, 0x80, index);
        else
            Write(output, ":status"u8, digits);
    }

    /// <summary>Writes a field; the name is in lower case already.</summary>
    public void Write(ByteBuffer output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        var nameIndex = HpackStaticTable.FindName(name);
        if (IsSecret(name))
        {
            WriteLiteral(output, 4, 0x10, nameIndex, name, value);
            return;
        }
        var hash = Hash(name, value);
        var number = _table.Find(name, value, hash);
        if (number > 0)
        {
            HpackInteger.Write(output, 7, 0x80, HpackStaticTable.Count + number);
            return;
        }
        ref var seen = ref _seen[(uint)hash % Remembered];
        if (seen == hash && name.Length + value.Length + HpackDynamicTable.Overhead <= _table.MaxSize)
        {
            WriteLiteral(output, 6, 0x40, nameIndex, name, value);
            _table.Add(name, value, hash);
            return;
        }
        seen = hash;
        WriteLiteral(output, 4, 0, nameIndex, name, value);
    }

    /// <summary>Gives all memory back; the encoder is not used again.</summary>
    public void Release() => _table.Release();

    private static bool IsSecret(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("set-cookie"u8) || name.SequenceEqual("authorization"u8) || name.SequenceEqual("www-authenticate"u8);

    private static void WriteLiteral(
        ByteBuffer output, int prefixBits, byte first, int nameIndex, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        HpackInteger.Write(output, prefixBits, first, nameIndex);
        if (nameIndex == 0)
            WriteString(output, name);
        WriteString(output, value);
    }

    private static void WriteString(ByteBuffer output, ReadOnlySpan<byte> text)
    {
        var length = HpackHuffman.GetEncodedLength(text);
        if (length < text.Length)
        {
            HpackInteger.Write(output, 7, 0x80, length);
            HpackHuffman.Encode(text, output);
        }
        else
        {
            HpackInteger.Write(output, 7, 0, text.Length);
            output.Write(text);
        }
    }

    // FNV-1a; good enough, since an equal hash is compared byte by byte before it counts.
    private static int Hash(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var hash = 2166136261u;
        foreach (var b in name)
            hash = (hash ^ b) * 16777619;
        hash = (hash ^ ':') * 16777619;
        foreach (var b in value)
            hash = (hash ^ b) * 16777619;
        return (int)hash;
    }
}
