namespace Paas;

/// <summary>The head of a message as positions in the bytes that it was parsed from; one instance serves a connection for life.</summary>
public abstract class HttpHead
{
    private HttpHeader[] _headers = new HttpHeader[16];
    private int _count;

    /// <summary>The header lines in the order of arrival.</summary>
    public ReadOnlySpan<HttpHeader> Headers => _headers.AsSpan(0, _count);

    /// <summary>True for HTTP/1.1, false for HTTP/1.0.</summary>
    public bool IsHttp11 { get; internal set; }

    /// <summary>Length of the whole head with the empty line that ends it.</summary>
    public int Length { get; internal set; }

    internal void Add(in HttpHeader header)
    {
        if (_count == _headers.Length)
            Array.Resize(ref _headers, _count * 2);
        _headers[_count++] = header;
    }

    internal virtual void Clear()
    {
        _count = 0;
        Length = 0;
        IsHttp11 = false;
    }
}
