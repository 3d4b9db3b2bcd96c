namespace Paas.Http2;

/// <summary>Why a stream or a connection ends (RFC 9113 §7).</summary>
public enum Http2ErrorCode
{
    /// <summary>Nothing is wrong.</summary>
    NoError = 0,

    /// <summary>A rule of the protocol is broken.</summary>
    ProtocolError = 1,

    /// <summary>A failure within.</summary>
    InternalError = 2,

    /// <summary>More was sent than the window allowed.</summary>
    FlowControlError = 3,

    /// <summary>Settings were not acknowledged in time.</summary>
    SettingsTimeout = 4,

    /// <summary>A frame for a stream that is closed.</summary>
    StreamClosed = 5,

    /// <summary>A frame of a wrong size.</summary>
    FrameSizeError = 6,

    /// <summary>The stream was not processed and may be repeated.</summary>
    RefusedStream = 7,

    /// <summary>The stream is not needed any more.</summary>
    Cancel = 8,

    /// <summary>The header table is lost.</summary>
    CompressionError = 9,

    /// <summary>A CONNECT was broken off.</summary>
    ConnectError = 10,

    /// <summary>The peer makes more work than we take.</summary>
    EnhanceYourCalm = 11,

    /// <summary>TLS is too weak.</summary>
    InadequateSecurity = 12,

    /// <summary>HTTP/1.1 is needed.</summary>
    Http11Required = 13,
}
