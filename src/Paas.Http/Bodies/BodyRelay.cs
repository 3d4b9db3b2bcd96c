namespace Paas;

/// <summary>
/// Moves one body from the connection it arrives on to the one it leaves by, as far as the bytes received and the room
/// behind the receiver allow. It never waits, so that one flow can serve both directions.
/// </summary>
public sealed class BodyRelay
{
    // A body that fits a receive or two is cheaper to receive.
    private const int MinSplice = 128 * 1024;
    private readonly HttpLimits _limits;
    private HttpBodyKind _kind;
    private long _remaining;
    private bool _decode;
    private bool _isSplicable;
    private ChunkedDecoder _chunks;

    /// <summary>Creates a relay; <see cref="Start"/> gives it a body.</summary>
    public BodyRelay(HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
    }

    /// <summary>The body is complete.</summary>
    public bool IsDone { get; private set; } = true;

    /// <summary>Bytes moved of the present body, without framing.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins a body.</summary>
    /// <param name="kind">How it ends.</param>
    /// <param name="length">Its length when that is known.</param>
    /// <param name="decode">Takes the chunk framing off, for a peer that does not know it.</param>
    public void Start(HttpBodyKind kind, long length, bool decode)
    {
        _kind = kind;
        _remaining = length;
        _decode = decode;
        Bytes = 0;
        _isSplicable = kind == HttpBodyKind.Length;
        IsDone = kind == HttpBodyKind.None;
        if (kind == HttpBodyKind.Chunked)
            _chunks = new ChunkedDecoder(_limits);
    }

    /// <summary>What comes next passes by without being received, so it should not be received meanwhile.</summary>
    public bool Splices(DuplexConnection from, DuplexConnection to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return _isSplicable && _remaining >= MinSplice && from.Input.IsEmpty && to.Unsent == 0;
    }

    /// <summary>Moves what can be moved while less than <paramref name="limit"/> bytes wait to be sent.</summary>
    public BodyRelayStatus Move(DuplexConnection from, DuplexConnection to, int limit)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (IsDone)
            return BodyRelayStatus.Done;
        var status = _kind == HttpBodyKind.Chunked ? MoveChunks(from, to, limit) : MoveBytes(from, to, limit);
        if (status == BodyRelayStatus.NeedInput && from.InputEnded)
        {
            // An aborted connection ends no body; only an orderly close does.
            status = _kind == HttpBodyKind.UntilClose && !from.IsBroken ? BodyRelayStatus.Done : BodyRelayStatus.Truncated;
        }
        IsDone = status == BodyRelayStatus.Done;
        return status;
    }

    private BodyRelayStatus MoveBytes(DuplexConnection from, DuplexConnection to, int limit)
    {
        while (from.Input.Length > 0)
        {
            var room = limit - to.Unsent;
            if (room <= 0)
                return BodyRelayStatus.Blocked;
            var count = Math.Min(from.Input.Length, room);
            if (_kind == HttpBodyKind.Length)
                count = (int)Math.Min(count, _remaining);
            from.MoveTo(to, count);
            Bytes += count;
            if (_kind == HttpBodyKind.Length && (_remaining -= count) == 0)
                return BodyRelayStatus.Done;
        }
        if (Splices(from, to))
            Splice(from, to);
        return BodyRelayStatus.NeedInput;
    }

    private void Splice(DuplexConnection from, DuplexConnection to)
    {
        // The end, failures and the last bytes are left to a receive.
        var count = from.Splice(to, _remaining - 1);
        _isSplicable = count >= 0;
        if (count <= 0)
            return;
        Bytes += count;
        _remaining -= count;
    }

    // Chunks keep their borders; extensions are dropped, sizes are written anew, so that both peers read the same frame.
    private BodyRelayStatus MoveChunks(DuplexConnection from, DuplexConnection to, int limit)
    {
        while (true)
        {
            var room = limit - to.Unsent;
            if (room <= 0)
                return BodyRelayStatus.Blocked;
            var input = from.Input;
            var step = _chunks.Next(input, room, out var consumed);
            switch (step)
            {
                case ChunkedStep.NeedMore:
                    return BodyRelayStatus.NeedInput;
                case ChunkedStep.Bad:
                    return BodyRelayStatus.BadChunk;
                case ChunkedStep.Data:
                    from.MoveTo(to, consumed);
                    Bytes += consumed;
                    continue;
                case ChunkedStep.ChunkStart or ChunkedStep.LastChunk when !_decode:
                    to.Output.WriteHex(_chunks.ChunkSize);
                    to.Write("\r\n"u8);
                    break;
                case ChunkedStep.ChunkEnd or ChunkedStep.End when !_decode:
                    to.Write("\r\n"u8);
                    break;
                // A trailer cannot change what the head said about framing and routing.
                case ChunkedStep.Trailer when !_decode && _chunks.Trailer.Kind == HttpHeaderKind.Other:
                    to.Write(input[..consumed]);
                    break;
            }
            from.Consume(consumed);
            if (step == ChunkedStep.End)
                return BodyRelayStatus.Done;
        }
    }
}
