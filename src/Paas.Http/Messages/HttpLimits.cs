namespace Paas;

/// <summary>What a message head or a chunked frame may weigh. The defaults are Heroku's; every length excludes the line end.</summary>
public sealed class HttpLimits
{
    /// <summary>Longest request line, in bytes. Default 8,192.</summary>
    public int MaxRequestLine { get; set; } = 8192;

    /// <summary>Longest method, in bytes. Default 127.</summary>
    public int MaxMethod { get; set; } = 127;

    /// <summary>Longest header line of a request, in bytes. Default 8,192.</summary>
    public int MaxRequestHeaderLine { get; set; } = 8192;

    /// <summary>Longest header name of a request or a response, in bytes. Default 1,000.</summary>
    public int MaxHeaderName { get; set; } = 1000;

    /// <summary>Most header lines of a message. Default 1,000.</summary>
    public int MaxHeaders { get; set; } = 1000;

    /// <summary>Longest request head as a whole, in bytes. Heroku documents none; the default of 1 MiB bounds the memory of a header flood.</summary>
    public int MaxRequestHead { get; set; } = 1024 * 1024;

    /// <summary>Longest status line, in bytes. Default 8,192.</summary>
    public int MaxStatusLine { get; set; } = 8192;

    /// <summary>Longest header line of a response, in bytes. Default 524,288.</summary>
    public int MaxResponseHeaderLine { get; set; } = 524288;

    /// <summary>Longest <c>Set-Cookie</c> line of a response, in bytes. Default 8,192.</summary>
    public int MaxSetCookieLine { get; set; } = 8192;

    /// <summary>Longest response head as a whole, in bytes. Default 1 MiB.</summary>
    public int MaxResponseHead { get; set; } = 1024 * 1024;

    /// <summary>Longest line that starts a chunk, with its extensions, in bytes. Default 1,024.</summary>
    public int MaxChunkLine { get; set; } = 1024;

    /// <summary>Longest trailer section, in bytes. Default 65,536.</summary>
    public int MaxTrailers { get; set; } = 65536;

    /// <summary>
    /// Accepts a message with both <c>Content-Length</c> and <c>Transfer-Encoding: chunked</c>: chunked wins, the length is
    /// dropped. Default false, such a message is refused, since no honest peer sends one (RFC 9112 §6.3).
    /// </summary>
    public bool AllowContentLengthWithChunked { get; set; }

    /// <summary>Yields a sentence for every limit that makes no sense.</summary>
    public IEnumerable<string> Validate()
    {
        (string Name, int Value)[] limits =
        [
            (nameof(MaxRequestLine), MaxRequestLine), (nameof(MaxMethod), MaxMethod),
            (nameof(MaxRequestHeaderLine), MaxRequestHeaderLine), (nameof(MaxHeaderName), MaxHeaderName),
            (nameof(MaxHeaders), MaxHeaders), (nameof(MaxRequestHead), MaxRequestHead),
            (nameof(MaxStatusLine), MaxStatusLine), (nameof(MaxResponseHeaderLine), MaxResponseHeaderLine),
            (nameof(MaxSetCookieLine), MaxSetCookieLine), (nameof(MaxResponseHead), MaxResponseHead),
            (nameof(MaxChunkLine), MaxChunkLine), (nameof(MaxTrailers), MaxTrailers),
        ];
        foreach (var (name, value) in limits)
        {
            if (value is < 1 or > 64 * 1024 * 1024)
                yield return $"{name} is {value}; it must be between 1 and 67108864.";
        }
    }
}
