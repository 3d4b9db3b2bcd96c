namespace Paas.Http2;

/// <summary>Flags of frames (RFC 9113 §6).</summary>
[Flags]
public enum Http2Flags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>On DATA and HEADERS: the last frame of the message.</summary>
    EndStream = 1,

    /// <summary>On SETTINGS and PING: an acknowledgement.</summary>
    Ack = EndStream,

    /// <summary>On HEADERS and CONTINUATION: the header block is complete.</summary>
    EndHeaders = 4,

    /// <summary>On DATA and HEADERS: a length of padding comes first.</summary>
    Padded = 8,

    /// <summary>On HEADERS: five bytes of priority come before the block.</summary>
    Priority = 0x20,
}
