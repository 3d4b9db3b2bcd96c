namespace Paas;

/// <summary>Why a message was refused.</summary>
public enum HttpError : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The request line is not "method SP target SP version", or ends with anything but CRLF.</summary>
    BadRequestLine,

    /// <summary>The request line is longer than its limit.</summary>
    RequestLineTooLong,

    /// <summary>A version other than HTTP/1.0 and HTTP/1.1.</summary>
    UnsupportedVersion,

    /// <summary>CONNECT, which a reverse proxy does not serve.</summary>
    UnsupportedMethod,

    /// <summary>A target that is neither a path, nor an absolute URI, nor the asterisk of OPTIONS.</summary>
    BadTarget,

    /// <summary>A header line that is folded, has no colon, a space before it, a forbidden byte, or an end other than CRLF.</summary>
    BadHeader,

    /// <summary>A header line longer than its limit.</summary>
    HeaderTooLong,

    /// <summary>More header lines than allowed.</summary>
    TooManyHeaders,

    /// <summary>The head as a whole is longer than its limit.</summary>
    HeadTooLong,

    /// <summary>The status line is malformed.</summary>
    BadStatusLine,

    /// <summary>The status line is longer than its limit.</summary>
    StatusLineTooLong,

    /// <summary>A <c>Set-Cookie</c> line longer than its limit.</summary>
    CookieTooLong,

    /// <summary><c>Host</c> is missing, repeated, empty, malformed or at odds with an absolute target.</summary>
    BadHost,

    /// <summary><c>Content-Length</c> is no number, differs between fields, or stands beside chunked.</summary>
    BadContentLength,

    /// <summary>A <c>Transfer-Encoding</c> other than a single chunked.</summary>
    BadTransferEncoding,

    /// <summary><c>Connection: upgrade</c> without a usable <c>Upgrade</c>.</summary>
    BadUpgrade,

    /// <summary>An <c>Expect</c> other than <c>100-continue</c>.</summary>
    UnsupportedExpectation,
}
