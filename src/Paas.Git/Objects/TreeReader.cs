namespace Paas.Git.Objects;

/// <summary>Steps through the entries of a tree object: <c>mode SP name NUL oid</c>, without allocating.</summary>
internal ref struct TreeReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public int Mode { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public Oid Id { get; private set; }

    /// <summary>Moves to the next entry; throws <see cref="GitDataException"/> when the tree is malformed.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;

        var space = _rest.IndexOf((byte)' ');
        var end = _rest.IndexOf((byte)0);
        if (space is < 1 or > 6 || end < space || _rest.Length < end + 1 + Oid.Size || !TryParseOctal(_rest[..space], out var mode))
            throw new GitDataException("a tree is malformed");

        Mode = mode;
        Name = _rest[(space + 1)..end];
        Id = Oid.FromBytes(_rest[(end + 1)..]);
        _rest = _rest[(end + 1 + Oid.Size)..];
        return true;
    }

    private static bool TryParseOctal(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return false;
            value = value * 8 + (digit - '0');
        }

        return digits[0] != '0';
    }
}
