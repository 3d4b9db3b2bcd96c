namespace Paas.Http2;

/// <summary>Integers with a prefix of less than a byte (RFC 7541 §5.1).</summary>
internal static class HpackInteger
{
    // Beyond any length or index that a block of ours can hold; also keeps a run of zero bytes from counting as a number.
    private const int MaxBytes = 4;

    /// <summary>Takes an integer off the input; false when it is cut short or longer than we accept.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> input, int prefixBits, out int value)
    {
        value = 0;
        if (input.IsEmpty)
            return false;
        var mask = (1 << prefixBits) - 1;
        value = input[0] & mask;
        if (value < mask)
        {
            input = input[1..];
            return true;
        }
        for (var i = 1; i <= MaxBytes && i < input.Length; i++)
        {
            value += (input[i] & 0x7F) << (7 * (i - 1));
            if ((input[i] & 0x80) != 0)
                continue;
            input = input[(i + 1)..];
            return true;
        }
        return false;
    }

    /// <summary>Appends an integer behind the given bits of its first byte.</summary>
    public static void Write(ByteBuffer output, int prefixBits, byte first, int value)
    {
        var mask = (1 << prefixBits) - 1;
        var span = output.GetSpan(8);
        if (value < mask)
        {
            span[0] = (byte)(first | value);
            output.Advance(1);
            return;
        }
        span[0] = (byte)(first | mask);
        value -= mask;
        var count = 1;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        output.Advance(count);
    }
}
