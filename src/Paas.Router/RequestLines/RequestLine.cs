using System.Text;
using Paas.Errors;
using Paas.Forwarding;

namespace Paas.RequestLines;

/// <summary>
/// The line of a request in the app's log, in the format of Heroku's Router 2.0. What the request says is noted when it
/// arrives, since its bytes are gone by the time the line is written.
/// </summary>
internal sealed class RequestLine
{
    private readonly ByteBuffer _request = new();
    private readonly ByteBuffer _line = new();
    private bool _isHttp11;
    private ClientFacts? _client;
    private string? _agent;

    /// <summary>Milliseconds in the app's queue, or -1 when it has none; Heroku's routers of today have none.</summary>
    public long QueueTime { get; set; } = -1;

    /// <summary>Notes what the request says.</summary>
    public void Begin(
        HttpRequestHead head, ReadOnlySpan<byte> bytes, in HttpRequestFacts facts, ReadOnlySpan<byte> requestId, ClientFacts client)
    {
        _isHttp11 = head.IsHttp11;
        _client = client;
        _agent = null;
        _request.Clear();
        _request.Write("method="u8);
        _request.Write(head.Method(bytes));
        _request.Write(" path=\""u8);
        var path = facts.Path(bytes);
        WriteQuoted(path.IsEmpty ? "/"u8 : path);
        _request.Write("\" host="u8);
        _request.Write(facts.Host(bytes));
        _request.Write(" request_id="u8);
        _request.Write(requestId);
        _request.Write(" fwd=\""u8);
        ReadOnlySpan<byte> separator = [];
        foreach (ref readonly var header in head.Headers)
        {
            if (header.Kind != HttpHeaderKind.XForwardedFor || header.ValueLength == 0)
                continue;
            _request.Write(separator);
            WriteQuoted(header.Value(bytes));
            separator = ", "u8;
        }
        if (client.Address.Length > 0)
        {
            _request.Write(separator);
            _request.Write(client.Address);
        }
        _request.Write("\""u8);
    }

    /// <summary>Notes which program asks, for the one line that says so (H31).</summary>
    public void NoteAgent(HttpRequestHead head, ReadOnlySpan<byte> bytes)
    {
        _agent = "";
        foreach (ref readonly var header in head.Headers)
        {
            if (Ascii.EqualsIgnoreCase(header.Name(bytes), "user-agent"u8))
                _agent = Encoding.UTF8.GetString(header.Value(bytes)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        }
    }

    /// <summary>Writes the line of the request that has ended.</summary>
    /// <param name="error">The failure, if any.</param>
    /// <param name="dyno">Name of the dyno, or null.</param>
    /// <param name="connect">Milliseconds to connect, or -1.</param>
    /// <param name="service">Milliseconds from connected to the end, or -1.</param>
    /// <param name="status">Status sent, or 0.</param>
    /// <param name="bytes">Bytes of body sent, or -1.</param>
    public string End(RouterError? error, string? dyno, long connect, long service, int status, long bytes)
    {
        _line.Clear();
        if (error?.Sock is { } sock)
            Write("sock="u8, sock, " "u8);
        Write("at="u8, error?.At ?? "info", " "u8);
        if (error is not null && error.Code.Length > 0)
        {
            Write("code="u8, error.Code, " desc=\""u8);
            Write([], error.Description, "\" "u8);
            if (error.Cause is { } cause)
                Write("cause=\""u8, cause, "\" "u8);
        }
        _line.Write(_request.Span);
        Write(" dyno="u8, dyno ?? "", QueueTime >= 0 ? " queue="u8 : " connect="u8);
        if (QueueTime >= 0)
            Write(QueueTime, "ms connect="u8, []);
        Write(connect, "ms service="u8, " service="u8);
        Write(service, "ms status="u8, " status="u8);
        Write(status == 0 ? -1 : status, " bytes="u8, " bytes="u8);
        Write(bytes, " protocol="u8, " protocol="u8);
        _line.Write(_client!.IsHttp2 ? "http2.0"u8 : _isHttp11 ? "http1.1"u8 : "http1.0"u8);
        _line.Write(_client.TlsField);
        if (_agent is { } agent)
            Write(" agent=\""u8, agent, "\""u8);
        return Encoding.UTF8.GetString(_line.Span);
    }

    /// <summary>Gives the memory back while the connection is idle.</summary>
    public void Release()
    {
        _request.Release();
        _line.Release();
    }

    private void Write(ReadOnlySpan<byte> before, string text, ReadOnlySpan<byte> after)
    {
        _line.Write(before);
        _line.Advance(Encoding.UTF8.GetBytes(text, _line.GetSpan(text.Length * 3)));
        _line.Write(after);
    }

    // Unknown values are empty.
    private void Write(long number, ReadOnlySpan<byte> after, ReadOnlySpan<byte> afterEmpty)
    {
        if (number >= 0)
            _line.WriteNumber(number);
        _line.Write(number >= 0 ? after : afterEmpty);
    }

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var special = text.IndexOfAny((byte)'"', (byte)'\\');
            if (special < 0)
                break;
            _request.Write(text[..special]);
            _request.Write("\\"u8);
            _request.Write(text.Slice(special, 1));
            text = text[(special + 1)..];
        }
        _request.Write(text);
    }
}
