namespace Paas.Http2;

/// <summary>The Huffman code of HPACK (RFC 7541 §5.2, Appendix B), decoded strictly.</summary>
/// <remarks>
/// The code is canonical: codes of one length are consecutive in the order of their symbols, and longer ones follow the
/// shorter. The lengths alone therefore define it. Codes of up to 9 bits, which is nearly all of real text, are found by
/// one look into a table; longer ones by a walk over the lengths.
/// </remarks>
public static class HpackHuffman
{
    private const int Symbols = 257;
    private const int EndOfString = 256;
    private const int MinLength = 5;
    private const int MaxLength = 30;
    private const int FastBits = 9;

    private static readonly uint[] Codes = new uint[Symbols];
    // By length: the first code, how many there are, and where their symbols start in Sorted.
    private static readonly uint[] First = new uint[MaxLength + 1];
    private static readonly int[] Count = new int[MaxLength + 1];
    private static readonly int[] Start = new int[MaxLength + 1];
    private static readonly ushort[] Sorted = new ushort[Symbols];
    // Symbol and length by the next 9 bits; 0 for longer codes.
    private static readonly ushort[] Fast = new ushort[1 << FastBits];

    static HpackHuffman()
    {
        var code = 0u;
        var sorted = 0;
        for (var length = MinLength; length <= MaxLength; length++)
        {
            code <<= 1;
            First[length] = code;
            Start[length] = sorted;
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                if (Lengths[symbol] != length)
                    continue;
                Codes[symbol] = code;
                Sorted[sorted++] = (ushort)symbol;
                if (length <= FastBits)
                    Fast.AsSpan((int)(code << (FastBits - length)), 1 << (FastBits - length)).Fill((ushort)((symbol << 4) | length));
                code++;
            }
            Count[length] = sorted - Start[length];
        }
    }

    // Lengths of the codes of bytes 0 to 255 and of the end of string.
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>
    /// Appends the decoded string. False when it holds the end-of-string symbol, or ends in more than 7 bits of padding or in
    /// padding other than ones (RFC 7541 §5.2); the output may then hold a part.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> input, ByteBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        // No code is shorter than 5 bits.
        var target = output.GetSpan(input.Length * 8 / MinLength + 1);
        var written = 0;
        ulong bits = 0;
        var available = 0;
        var next = 0;
        while (true)
        {
            while (available <= 56 && next < input.Length)
            {
                bits |= (ulong)input[next++] << (56 - available);
                available += 8;
            }
            if (available == 0)
                break;
            var entry = Fast[(int)(bits >> (64 - FastBits))];
            int length = entry & 15;
            int symbol = entry >> 4;
            if (length == 0)
                (symbol, length) = FindLong(bits);
            if (length > available || symbol == EndOfString)
            {
                // What is left must be the start of the end-of-string code, which is all ones.
                if (available > 7 || bits >> (64 - available) != (1UL << available) - 1)
                    return false;
                break;
            }
            target[written++] = (byte)symbol;
            bits <<= length;
            available -= length;
        }
        output.Advance(written);
        return true;
    }

    /// <summary>Bytes that the encoded string takes.</summary>
    public static int GetEncodedLength(ReadOnlySpan<byte> text)
    {
        var bits = 0L;
        foreach (var symbol in text)
            bits += Lengths[symbol];
        return (int)((bits + 7) / 8);
    }

    /// <summary>Appends the encoded string, padded with ones.</summary>
    public static void Encode(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var target = output.GetSpan(GetEncodedLength(text));
        var written = 0;
        ulong bits = 0;
        var count = 0;
        foreach (var symbol in text)
        {
            bits = (bits << Lengths[symbol]) | Codes[symbol];
            count += Lengths[symbol];
            while (count >= 8)
            {
                count -= 8;
                target[written++] = (byte)(bits >> count);
            }
        }
        if (count > 0)
            target[written++] = (byte)((bits << (8 - count)) | (0xFFu >> count));
        output.Advance(written);
    }

    private static (int Symbol, int Length) FindLong(ulong bits)
    {
        for (var length = FastBits + 1; length <= MaxLength; length++)
        {
            var offset = (uint)(bits >> (64 - length)) - First[length];
            if (offset < (uint)Count[length])
                return (Sorted[Start[length] + (int)offset], length);
        }
        // The code is complete: 30 bits always match one.
        return (EndOfString, MaxLength);
    }
}
