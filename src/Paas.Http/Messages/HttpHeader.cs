namespace Paas;

/// <summary>Where a header line lies in the bytes of its head.</summary>
/// <param name="Kind">What the field is.</param>
/// <param name="LineStart">First byte of the name.</param>
/// <param name="NameLength">Length of the name.</param>
/// <param name="ValueStart">First byte of the value, without white space around it.</param>
/// <param name="ValueLength">Length of the value.</param>
/// <param name="LineEnd">The byte behind the line's CRLF.</param>
public readonly record struct HttpHeader(
    HttpHeaderKind Kind, int LineStart, int NameLength, int ValueStart, int ValueLength, int LineEnd)
{
    /// <summary>The name, as received.</summary>
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> head) => head.Slice(LineStart, NameLength);

    /// <summary>The value, as received.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head) => head.Slice(ValueStart, ValueLength);
}
