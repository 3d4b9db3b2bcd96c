namespace Paas.Http2;

/// <summary>Frame types (RFC 9113 §6). Others exist and are ignored.</summary>
public enum Http2FrameType : byte
{
    /// <summary>Bytes of a body.</summary>
    Data = 0,

    /// <summary>Opens a stream, or ends it with trailers.</summary>
    Headers = 1,

    /// <summary>Advice on priority, deprecated.</summary>
    Priority = 2,

    /// <summary>Ends a stream at once.</summary>
    RstStream = 3,

    /// <summary>Settings of the sender, or their acknowledgement.</summary>
    Settings = 4,

    /// <summary>A promise of a response, which only servers make.</summary>
    PushPromise = 5,

    /// <summary>Asks for an answer.</summary>
    Ping = 6,

    /// <summary>Announces the end of the connection.</summary>
    GoAway = 7,

    /// <summary>Lets the peer send more.</summary>
    WindowUpdate = 8,

    /// <summary>Goes on with a header block.</summary>
    Continuation = 9,
}
