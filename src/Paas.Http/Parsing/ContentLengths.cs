namespace Paas.Parsing;

/// <summary>Merges the <c>Content-Length</c> fields of a head: identical ones count as one, anything else is refused.</summary>
internal struct ContentLengths
{
    private long _value;

    public bool IsPresent { get; private set; }

    public readonly long Value => IsPresent ? _value : -1;

    public bool Read(ReadOnlySpan<byte> value)
    {
        // 18 digits fit a long for certain; a comma list, a sign or an empty value is no digit.
        if (value.Length is 0 or > 18)
            return false;
        long number = 0;
        foreach (var digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (digit - '0');
        }
        if (IsPresent && number != _value)
            return false;
        IsPresent = true;
        _value = number;
        return true;
    }
}
