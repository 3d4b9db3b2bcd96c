namespace Paas.Forwarding;

/// <summary>Copies header lines as they came; neighbours that stay go over in one piece.</summary>
internal ref struct HeaderCopy(ByteBuffer output, ReadOnlySpan<byte> head)
{
    private readonly ReadOnlySpan<byte> _head = head;
    private int _start = -1;
    private int _end;

    public void Keep(in HttpHeader header)
    {
        if (_start < 0)
            _start = header.LineStart;
        _end = header.LineEnd;
    }

    public void Drop()
    {
        if (_start < 0)
            return;
        output.Write(_head[_start.._end]);
        _start = -1;
    }

    /// <summary>Writes one line with the values of all fields of a kind and one more behind them.</summary>
    public static void WriteMerged(
        ByteBuffer output, HttpHead head, ReadOnlySpan<byte> bytes, HttpHeaderKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> last)
    {
        output.Write(name);
        WriteValues(output, head, bytes, kind);
        output.Write(last);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes the values of all fields of a kind, each with a comma behind it.</summary>
    public static void WriteValues(ByteBuffer output, HttpHead head, ReadOnlySpan<byte> bytes, HttpHeaderKind kind)
    {
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind != kind || header.ValueLength == 0)
                continue;
            output.Write(header.Value(bytes));
            output.Write(", "u8);
        }
    }
}
