namespace Paas;

/// <summary>What <see cref="ChunkedDecoder"/> found at the start of its input.</summary>
public enum ChunkedStep : byte
{
    /// <summary>The input is fine but too short.</summary>
    NeedMore,

    /// <summary>The line that starts a chunk; its size is <see cref="ChunkedDecoder.ChunkSize"/>.</summary>
    ChunkStart,

    /// <summary>Bytes of the body.</summary>
    Data,

    /// <summary>The line end behind a chunk.</summary>
    ChunkEnd,

    /// <summary>The line of the last chunk, which has no data.</summary>
    LastChunk,

    /// <summary>A trailer line.</summary>
    Trailer,

    /// <summary>The empty line that ends the body.</summary>
    End,

    /// <summary>The framing is broken or exceeds a limit.</summary>
    Bad,
}
