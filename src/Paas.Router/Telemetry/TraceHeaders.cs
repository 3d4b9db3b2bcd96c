using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Paas.Telemetry;

/// <summary>The fields <c>traceparent</c> and <c>tracestate</c> (W3C Trace Context). Looked at only when somebody listens.</summary>
internal static class TraceHeaders
{
    private const int SpanIdLength = 16;
    private static ReadOnlySpan<byte> Parent => "traceparent"u8;
    private static ReadOnlySpan<byte> State => "tracestate"u8;

    public static bool IsOne(ReadOnlySpan<byte> name) =>
        (name.Length == Parent.Length && Ascii.EqualsIgnoreCase(name, Parent)) || (name.Length == State.Length && Ascii.EqualsIgnoreCase(name, State));

    /// <summary>What the client's span is; empty when it sent none that can be read (§4.2: a new trace begins).</summary>
    public static ActivityContext Read(HttpHead head, ReadOnlySpan<byte> bytes)
    {
        string? parent = null;
        string? state = null;
        var parents = 0;
        foreach (ref readonly var header in head.Headers)
        {
            var name = header.Name(bytes);
            if (!IsOne(name))
                continue;
            var value = Encoding.Latin1.GetString(header.Value(bytes));
            if (name.Length == Parent.Length)
                (parent, parents) = (value, parents + 1);
            else
                state = state is null ? value : $"{state},{value}";
        }
        return parents == 1 && ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }

    /// <summary>Writes both fields for a span and returns where its id stands.</summary>
    public static int Write(ByteBuffer output, Activity span)
    {
        output.Write(Parent);
        output.Write(": 00-"u8);
        WriteText(output, span.TraceId.ToHexString());
        output.Write("-"u8);
        var at = output.Length;
        WriteText(output, span.SpanId.ToHexString());
        output.Write(span.Recorded ? "-01\r\n"u8 : "-00\r\n"u8);
        if (span.TraceStateString is { Length: > 0 } state)
        {
            output.Write(State);
            output.Write(": "u8);
            WriteText(output, state);
            output.Write("\r\n"u8);
        }
        return at;
    }

    /// <summary>Makes another span of the same trace the parent.</summary>
    public static void Repoint(ByteBuffer head, int at, Activity span) =>
        Encoding.ASCII.GetBytes(span.SpanId.ToHexString(), MemoryMarshal.AsMemory(head.Memory).Span.Slice(at, SpanIdLength));

    private static void WriteText(ByteBuffer output, string text) =>
        output.Advance(Encoding.Latin1.GetBytes(text, output.GetSpan(text.Length)));
}
