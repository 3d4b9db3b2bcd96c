namespace Paas.Git.Objects;

/// <summary>A canonical prefix code of DEFLATE (RFC 1951, 3.2.2): short codes by table, longer ones bit by bit.</summary>
internal sealed class HuffmanCode
{
    public const int MaxLength = 15;
    private const int FastBits = 9;

    private readonly ushort[] _fast = new ushort[1 << FastBits]; // symbol << 4 | length; 0 for longer codes
    private readonly ushort[] _counts = new ushort[MaxLength + 1];
    private readonly ushort[] _symbols = new ushort[288];

    /// <summary>Makes the code from the lengths of its symbols; false when there are more codes than fit.</summary>
    public bool TryBuild(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_fast);
        Array.Clear(_counts);
        foreach (var length in lengths)
            _counts[length]++;
        _counts[0] = 0;

        Span<int> next = stackalloc int[MaxLength + 1];
        Span<int> offsets = stackalloc int[MaxLength + 1];
        var (code, offset) = (0, 0);
        for (var length = 1; length <= MaxLength; length++)
        {
            code = (code + _counts[length - 1]) << 1;
            if (code + _counts[length] > 1 << length)
                return false;
            (next[length], offsets[length]) = (code, offset);
            offset += _counts[length];
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            _symbols[offsets[length]++] = (ushort)symbol;
            var own = next[length]++;
            if (length <= FastBits)
                FillFast(own, length, symbol);
        }

        return true;
    }

    /// <summary>The symbol at the front of the bits and its length; length 0 when there is none.</summary>
    public int Decode(ulong bits, out int length)
    {
        var entry = _fast[(int)bits & ((1 << FastBits) - 1)];
        if (entry != 0)
        {
            length = entry & 15;
            return entry >> 4;
        }

        var (code, first, index) = (0, 0, 0);
        for (length = 1; length <= MaxLength; length++)
        {
            code |= (int)(bits >> (length - 1)) & 1;
            int count = _counts[length];
            if (code - count < first)
                return _symbols[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        length = 0;
        return 0;
    }

    /// <summary>Codes are read lowest bit first, so they stand reversed in the table.</summary>
    private void FillFast(int code, int length, int symbol)
    {
        var reversed = 0;
        for (var i = 0; i < length; i++)
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        for (var i = reversed; i < _fast.Length; i += 1 << length)
            _fast[i] = (ushort)((symbol << 4) | length);
    }
}
