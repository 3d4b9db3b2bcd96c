namespace Paas.Http2;

/// <summary>
/// Decodes header blocks (RFC 7541), one field at a time. One instance serves a connection for life, since blocks share a
/// table. Whatever becomes of a request, its block must be read to the end.
/// </summary>
/// <remarks>
/// A field of a few bytes may name a table entry of thousands, so the caller weighs what it gets and keeps no more than it
/// wants. The decoder itself holds the table and one field.
/// </remarks>
public sealed class HpackDecoder
{
    /// <summary>Size of the table until a peer is told otherwise (RFC 9113 §6.5.2).</summary>
    public const int DefaultTableSize = 4096;

    private readonly int _maxTableSize;
    private readonly HpackDynamicTable _table;
    private readonly ByteBuffer _field = new();
    private bool _fieldSeen;

    /// <summary>Creates a decoder.</summary>
    /// <param name="maxTableSize">The table size that the peer was told, in bytes.</param>
    public HpackDecoder(int maxTableSize = DefaultTableSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTableSize);
        _maxTableSize = maxTableSize;
        _table = new HpackDynamicTable(maxTableSize);
    }

    /// <summary>Weight of what the table holds, in bytes (RFC 7541 §4.1).</summary>
    public int TableSize => _table.Size;

    /// <summary>Begins a block.</summary>
    public void Begin() => _fieldSeen = false;

    /// <summary>Takes the next field off the block. Name and value are valid until the next call.</summary>
    public HpackStatus Next(ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
                return ReadIndexed(ref block, out name, out value);
            if ((first & 0x40) != 0)
                return ReadLiteral(ref block, 6, add: true, out name, out value);
            if ((first & 0x20) == 0)
                return ReadLiteral(ref block, 4, add: false, out name, out value);
            // RFC 7541 §4.2: a change of the table's size stands at the start of a block.
            if (_fieldSeen || !HpackInteger.TryRead(ref block, 5, out var size) || size > _maxTableSize)
                return HpackStatus.Bad;
            _table.Resize(size);
        }
        return HpackStatus.End;
    }

    /// <summary>Gives all memory back; the decoder is not used again.</summary>
    public void Release()
    {
        _field.Release();
        _table.Release();
    }

    /// <summary>Gives the memory of the last field back, for a connection that pauses.</summary>
    public void Trim() => _field.Release();

    private HpackStatus ReadIndexed(ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        _fieldSeen = true;
        if (!HpackInteger.TryRead(ref block, 7, out var index) || index == 0 || index > HpackStaticTable.Count + _table.Count)
            return HpackStatus.Bad;
        if (index <= HpackStaticTable.Count)
        {
            name = HpackStaticTable.Name(index);
            value = HpackStaticTable.Value(index);
        }
        else
        {
            name = _table.Name(index - HpackStaticTable.Count);
            value = _table.Value(index - HpackStaticTable.Count);
        }
        return HpackStatus.Field;
    }

    private HpackStatus ReadLiteral(
        ref ReadOnlySpan<byte> block, int prefixBits, bool add, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        _fieldSeen = true;
        if (!HpackInteger.TryRead(ref block, prefixBits, out var index) || index > HpackStaticTable.Count + _table.Count)
            return HpackStatus.Bad;
        // A name out of the table is copied, since adding the field may drop the entry that it comes from.
        _field.Clear();
        if (index == 0)
        {
            if (!ReadString(ref block))
                return HpackStatus.Bad;
        }
        else
        {
            _field.Write(index <= HpackStaticTable.Count ? HpackStaticTable.Name(index) : _table.Name(index - HpackStaticTable.Count));
        }
        var nameLength = _field.Length;
        if (!ReadString(ref block))
            return HpackStatus.Bad;
        name = _field.Span[..nameLength];
        value = _field.Span[nameLength..];
        if (add)
            _table.Add(name, value);
        return HpackStatus.Field;
    }

    private bool ReadString(ref ReadOnlySpan<byte> block)
    {
        var isHuffman = !block.IsEmpty && (block[0] & 0x80) != 0;
        if (!HpackInteger.TryRead(ref block, 7, out var length) || length > block.Length)
            return false;
        var bytes = block[..length];
        block = block[length..];
        if (isHuffman)
            return HpackHuffman.TryDecode(bytes, _field);
        _field.Write(bytes);
        return true;
    }
}
