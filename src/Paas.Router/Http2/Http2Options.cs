namespace Paas;

/// <summary>Settings of HTTP/2 towards clients (RFC 9113). Dynos get HTTP/1.1.</summary>
public sealed class Http2Options
{
    /// <summary>Whether clients may speak HTTP/2: by ALPN (<c>h2</c>), and on plain text by prior knowledge. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Requests that one connection may have in flight; further ones are refused (<c>REFUSED_STREAM</c>). Default 100.</summary>
    public int MaxConcurrentStreams { get; set; } = 100;

    /// <summary>Bytes of upload held for one request whose dyno is slow. At least 65,535. Default 256 KiB.</summary>
    public int StreamWindowSize { get; set; } = 256 * 1024;

    /// <summary>Bytes of upload held for one connection, all its requests together. At least 65,535. Default 1 MiB.</summary>
    public int ConnectionWindowSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Most that the fields of a request may weigh: names and values, and 32 bytes for each field (RFC 9113 §6.5.2). Above it
    /// the request is answered with 400. The limits of single lines hold too. Default 64 KiB.
    /// </summary>
    public int MaxHeaderListSize { get; set; } = 64 * 1024;

    /// <summary>How long a client may take to acknowledge our settings. Default 10 s.</summary>
    public TimeSpan SettingsTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Streams that a client may break off in one go, by resetting them or by violating the protocol on them, before its
    /// connection is closed (<c>ENHANCE_YOUR_CALM</c>; CVE-2023-44487). Every stream that ends in order, and a tenth of a
    /// second, regains one. Default 200.
    /// </summary>
    public int MaxResets { get; set; } = 200;

    /// <summary>
    /// Frames that carry nothing (SETTINGS, PING, PRIORITY, WINDOW_UPDATE, empty DATA, …) that a client may send in one go
    /// before its connection is closed. Traffic and a hundredth of a second regain some. Default 1,000.
    /// </summary>
    public int MaxIdleFrames { get; set; } = 1000;

    internal IEnumerable<string> Validate()
    {
        (string Name, int Value, int Min)[] counts =
        [
            (nameof(MaxConcurrentStreams), MaxConcurrentStreams, 1),
            (nameof(StreamWindowSize), StreamWindowSize, Http2.Http2PeerSettings.DefaultWindowSize),
            (nameof(ConnectionWindowSize), ConnectionWindowSize, Http2.Http2PeerSettings.DefaultWindowSize),
            (nameof(MaxHeaderListSize), MaxHeaderListSize, 4096),
            (nameof(MaxResets), MaxResets, 1), (nameof(MaxIdleFrames), MaxIdleFrames, 100),
        ];
        foreach (var (name, value, min) in counts)
        {
            if (value < min)
                yield return $"{nameof(Http2Options)}.{name} is {value}; it must be at least {min}.";
        }
        if (MaxHeaderListSize > 16 * 1024 * 1024)
            yield return $"{nameof(Http2Options)}.{nameof(MaxHeaderListSize)} is {MaxHeaderListSize}; it must be at most 16777216.";
        if (SettingsTimeout <= TimeSpan.Zero || SettingsTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(Http2Options)}.{nameof(SettingsTimeout)} is {SettingsTimeout}; it must be above zero and at most a day.";
    }
}
