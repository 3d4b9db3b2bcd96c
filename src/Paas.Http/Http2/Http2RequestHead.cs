using System.Text;
using Paas.Parsing;

namespace Paas.Http2;

/// <summary>
/// Writes the fields of an HTTP/2 request as an HTTP/1.1 head, so that one parser and one set of rules judge all requests.
/// What HTTP/1.1 cannot say, or would read in another way, is refused here (RFC 9113 §8.1.1, §8.2, §8.3, §10.3).
/// </summary>
/// <remarks>
/// <code>
/// :method :path :authority      ─►  method SP path SP HTTP/1.1, Host
/// other fields                  ─►  as they are; cookie crumbs as one (§8.2.3)
/// no content-length, more comes ─►  Transfer-Encoding: chunked
/// </code>
/// </remarks>
public sealed class Http2RequestHead
{
    private readonly int _maxListSize;
    private readonly ByteBuffer _head = new();
    private readonly ByteBuffer _pseudo = new();
    private readonly ByteBuffer _cookie = new();
    private Part _method;
    private Part _path;
    private Part _authority;
    private bool _hasScheme;
    private bool _hasHost;
    private bool _hasLength;
    private bool _started;
    private bool _trailers;
    private bool _malformed;
    private long _size;

    /// <summary>Creates a writer.</summary>
    /// <param name="maxListSize">Most that names and values may weigh, with 32 bytes each on top (RFC 9113 §6.5.2).</param>
    public Http2RequestHead(int maxListSize) => _maxListSize = maxListSize;

    /// <summary>The head, or the lines of the trailers.</summary>
    public ReadOnlySpan<byte> Bytes => _head.Span;

    /// <summary>Begins a request, or the trailers of one.</summary>
    public void Begin(bool trailers)
    {
        _head.Clear();
        _pseudo.Clear();
        _cookie.Clear();
        _method = _path = _authority = default;
        _hasScheme = _hasHost = _hasLength = _started = _malformed = false;
        _trailers = trailers;
        _size = 0;
    }

    /// <summary>Takes a field.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _size += name.Length + value.Length + HpackDynamicTable.Overhead;
        // The rest of the block is read for the sake of the table only.
        if (_malformed || _size > _maxListSize)
            return;
        _malformed = !IsValue(value) || !(name is [(byte)':', ..] ? AddPseudo(name, value) : AddField(name, value));
    }

    /// <summary>Ends the head.</summary>
    /// <param name="endStream">No body follows.</param>
    public Http2HeadStatus Finish(bool endStream)
    {
        if (_malformed)
            return Http2HeadStatus.Malformed;
        if (_size > _maxListSize)
            return Http2HeadStatus.TooLarge;
        if (_trailers)
            return endStream ? Http2HeadStatus.Done : Http2HeadStatus.Malformed;
        if (!Start())
            return Http2HeadStatus.Malformed;
        if (_cookie.Length > 0)
            WriteField("cookie"u8, _cookie.Span);
        if (!endStream && !_hasLength)
            _head.Write("transfer-encoding: chunked\r\n"u8);
        _head.Write("\r\n"u8);
        return Http2HeadStatus.Done;
    }

    /// <summary>Gives all memory back until the next request.</summary>
    public void Release()
    {
        _head.Release();
        _pseudo.Release();
        _cookie.Release();
    }

    // The line ends are what could split a head; the others would be refused by the parser as well.
    private static bool IsValue(ReadOnlySpan<byte> value) =>
        value.IsEmpty || (!value.ContainsAny("\r\n\0"u8) && value[0] is not ((byte)' ' or (byte)'\t') && value[^1] is not ((byte)' ' or (byte)'\t'));

    private bool AddPseudo(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_started || _trailers)
            return false;
        if (name.SequenceEqual(":method"u8))
            return Keep(value, ref _method);
        if (name.SequenceEqual(":path"u8))
            return Keep(value, ref _path);
        if (name.SequenceEqual(":authority"u8))
            return Keep(value, ref _authority);
        if (!name.SequenceEqual(":scheme"u8) || _hasScheme)
            return false;
        _hasScheme = true;
        return Ascii.EqualsIgnoreCase(value, "http"u8) || Ascii.EqualsIgnoreCase(value, "https"u8);
    }

    private bool Keep(ReadOnlySpan<byte> value, ref Part part)
    {
        if (part.IsPresent || value.IsEmpty)
            return false;
        part = new Part(_pseudo.Length, value.Length, true);
        _pseudo.Write(value);
        return true;
    }

    // The request line and Host stand first, so the pseudo fields must be complete when the first other one comes.
    private bool Start()
    {
        if (_started)
            return true;
        _started = true;
        var method = Text(_method);
        var isConnect = method.SequenceEqual("CONNECT"u8);
        // §8.5: CONNECT has an authority and nothing else; the router then refuses it by its rules.
        if (!_method.IsPresent || (isConnect ? _path.IsPresent || _hasScheme || !_authority.IsPresent : !_path.IsPresent || !_hasScheme))
            return false;
        var path = isConnect ? Text(_authority) : Text(_path);
        if (!isConnect && path[0] != '/' && !path.SequenceEqual("*"u8))
            return false;
        _head.Write(method);
        _head.Write(" "u8);
        _head.Write(path);
        _head.Write(" HTTP/1.1\r\n"u8);
        if (_authority.IsPresent)
            WriteField("host"u8, Text(_authority));
        return true;
    }

    private bool AddField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!HttpRules.IsToken(name) || name.ContainsAnyInRange((byte)'A', (byte)'Z'))
            return false;
        if (!_trailers && !Start())
            return false;
        switch (HttpHeaderNames.Find(name))
        {
            // §8.2.2: these belong to a connection, and here there is another one.
            case HttpHeaderKind.Connection or HttpHeaderKind.KeepAlive or HttpHeaderKind.ProxyConnection
                or HttpHeaderKind.TransferEncoding or HttpHeaderKind.Upgrade:
                return false;
            case HttpHeaderKind.TE:
                return value.SequenceEqual("trailers"u8);
            case HttpHeaderKind.Host when _trailers:
                return false;
            // §8.3.1: both must name the same.
            case HttpHeaderKind.Host when _authority.IsPresent:
                var same = !_hasHost && Ascii.EqualsIgnoreCase(value, Text(_authority));
                _hasHost = true;
                return same;
            case HttpHeaderKind.ContentLength:
                _hasLength = true;
                break;
            case HttpHeaderKind.Cookie when !_trailers:
                if (_cookie.Length > 0)
                    _cookie.Write("; "u8);
                _cookie.Write(value);
                return true;
        }
        WriteField(name, value);
        return true;
    }

    private void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _head.Write(name);
        _head.Write(": "u8);
        _head.Write(value);
        _head.Write("\r\n"u8);
    }

    private ReadOnlySpan<byte> Text(Part part) => _pseudo.Span.Slice(part.Start, part.Length);

    private readonly record struct Part(int Start, int Length, bool IsPresent);
}
