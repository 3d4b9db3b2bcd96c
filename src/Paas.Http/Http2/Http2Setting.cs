namespace Paas.Http2;

/// <summary>Settings (RFC 9113 §6.5.2). Others exist and are ignored.</summary>
public enum Http2Setting
{
    /// <summary>Bytes of the sender's table of header fields.</summary>
    HeaderTableSize = 1,

    /// <summary>Whether promises are welcome.</summary>
    EnablePush = 2,

    /// <summary>Streams that the peer may have open.</summary>
    MaxConcurrentStreams = 3,

    /// <summary>Bytes that the peer may send on a new stream before it must wait.</summary>
    InitialWindowSize = 4,

    /// <summary>Longest payload that the sender takes.</summary>
    MaxFrameSize = 5,

    /// <summary>Weight of the fields of one message that the sender takes.</summary>
    MaxHeaderListSize = 6,

    /// <summary>The priorities of RFC 7540 are not used (RFC 9218 §2.1).</summary>
    NoRfc7540Priorities = 9,
}
