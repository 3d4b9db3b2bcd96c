using Paas.Parsing;

namespace Paas;

/// <summary>Takes a chunked body apart, step by step (RFC 9112 §7.1). Strict: hex digits, CRLF, no white space around them.</summary>
public struct ChunkedDecoder
{
    private enum Position : byte { Size, Data, DataEnd, Trailers, Done }

    private readonly HttpLimits _limits;
    private Position _position;
    private long _remaining;
    private int _trailerBytes;
    private int _trailers;

    /// <summary>Creates a decoder at the start of a body.</summary>
    public ChunkedDecoder(HttpLimits limits) => _limits = limits;

    /// <summary>Size of the present chunk.</summary>
    public long ChunkSize { get; private set; }

    /// <summary>The trailer line found last, relative to the input that it was found in.</summary>
    public HttpHeader Trailer { get; private set; }

    /// <summary>Finds the next step in <paramref name="input"/> and how many bytes belong to it.</summary>
    /// <param name="input">The bytes that follow those consumed so far.</param>
    /// <param name="maxData">Most bytes that a <see cref="ChunkedStep.Data"/> step may take.</param>
    /// <param name="consumed">Bytes of this step; 0 for <see cref="ChunkedStep.NeedMore"/> and <see cref="ChunkedStep.Bad"/>.</param>
    public ChunkedStep Next(ReadOnlySpan<byte> input, int maxData, out int consumed)
    {
        consumed = 0;
        switch (_position)
        {
            case Position.Size:
                return ReadSize(input, ref consumed);
            case Position.Data:
                if (input.IsEmpty)
                    return ChunkedStep.NeedMore;
                consumed = (int)Math.Min(Math.Min(input.Length, maxData), _remaining);
                _remaining -= consumed;
                if (_remaining == 0)
                    _position = Position.DataEnd;
                return ChunkedStep.Data;
            case Position.DataEnd:
                if (input.IsEmpty || input is [(byte)'\r'])
                    return ChunkedStep.NeedMore;
                if (input[0] != '\r' || input[1] != '\n')
                    return ChunkedStep.Bad;
                consumed = 2;
                _position = Position.Size;
                return ChunkedStep.ChunkEnd;
            case Position.Trailers:
                return ReadTrailer(input, ref consumed);
            default:
                return ChunkedStep.End;
        }
    }

    private ChunkedStep ReadSize(ReadOnlySpan<byte> input, ref int consumed)
    {
        long size = 0;
        var i = 0;
        for (; i < input.Length; i++)
        {
            if (!char.IsAsciiHexDigit((char)input[i]))
                break;
            var digit = input[i] <= '9' ? input[i] - '0' : (input[i] | 0x20) - 'a' + 10;
            // 15 hex digits fit a long for certain.
            if (i == 15)
                return ChunkedStep.Bad;
            size = (size << 4) | (uint)digit;
        }
        if (i == input.Length)
            return ChunkedStep.NeedMore;
        if (i == 0 || input[i] is not ((byte)'\r' or (byte)';'))
            return ChunkedStep.Bad;

        var line = FindLineEnd(input, _limits.MaxChunkLine, out var end);
        if (line != ChunkedStep.End)
            return line;
        ChunkSize = _remaining = size;
        consumed = end + 2;
        _position = size == 0 ? Position.Trailers : Position.Data;
        return size == 0 ? ChunkedStep.LastChunk : ChunkedStep.ChunkStart;
    }

    private ChunkedStep ReadTrailer(ReadOnlySpan<byte> input, ref int consumed)
    {
        var line = FindLineEnd(input, Math.Min(_limits.MaxRequestHeaderLine, _limits.MaxTrailers - _trailerBytes), out var end);
        if (line != ChunkedStep.End)
            return line;
        consumed = end + 2;
        if (end == 0)
        {
            _position = Position.Done;
            return ChunkedStep.End;
        }
        _trailerBytes += consumed;
        if (++_trailers > _limits.MaxHeaders
            || HttpHeaderLine.Parse(input, 0, end, _limits.MaxHeaderName, out var trailer) != HttpError.None)
        {
            consumed = 0;
            return ChunkedStep.Bad;
        }
        Trailer = trailer;
        return ChunkedStep.Trailer;
    }

    private static ChunkedStep FindLineEnd(ReadOnlySpan<byte> input, int limit, out int end)
    {
        end = input.IndexOfAny(HttpRules.LineEnd);
        if ((end < 0 ? input.Length : end) > limit)
            return ChunkedStep.Bad;
        if (end < 0 || (end == input.Length - 1 && input[end] == '\r'))
            return ChunkedStep.NeedMore;
        return input[end] == '\r' && input[end + 1] == '\n' ? ChunkedStep.End : ChunkedStep.Bad;
    }
}
