using System.Text;

namespace Paas.Fuzzing.Reference;

/// <summary>A chunked body, byte by byte (RFC 9112 §7.1). Shares nothing with the fast decoder but the limits.</summary>
internal sealed class ReferenceChunks(HttpLimits limits)
{
    private readonly StringBuilder _line = new();
    private string _state = "size";
    private long _left;
    private int _trailers;
    private int _trailerBytes;
    private bool _cr;

    /// <summary>Done, NeedMore or Rejected.</summary>
    public HttpParseStatus Status { get; private set; } = HttpParseStatus.NeedMore;

    /// <summary>Bytes up to the end of the body.</summary>
    public int Length { get; private set; }

    public List<byte> Payload { get; } = [];

    /// <summary>The trailer lines, as <c>name:value</c>.</summary>
    public List<string> Trailers { get; } = [];

    /// <summary>The sizes of the chunks, without the last.</summary>
    public List<long> Sizes { get; } = [];

    public static ReferenceChunks Parse(ReadOnlySpan<byte> input, HttpLimits limits)
    {
        var chunks = new ReferenceChunks(limits);
        for (var i = 0; i < input.Length && chunks.Status == HttpParseStatus.NeedMore; i++)
        {
            chunks.Length++;
            if (!chunks.Take(input[i]))
                chunks.Status = HttpParseStatus.Rejected;
        }
        return chunks;
    }

    private bool Take(byte value)
    {
        if (_state == "data")
        {
            Payload.Add(value);
            if (--_left == 0)
                _state = "data end";
            return true;
        }
        if (_cr)
        {
            _cr = false;
            return value == '\n' && EndLine();
        }
        if (value == '\r')
        {
            _cr = true;
            // A size needs a digit before its line may end.
            return _state switch
            {
                "size" => _line.Length > 0 && _line.Length <= limits.MaxChunkLine,
                "trailer" => _line.Length <= MaxTrailer,
                _ => true,
            };
        }
        if (_state == "data end" || (value < 32 && value != '\t') || value == 127)
            return false;
        _line.Append((char)value);
        if (_state == "trailer")
            return _line.Length <= MaxTrailer;
        var text = _line.ToString();
        var size = text.Split(';')[0];
        if (size.Length is 0 or > 15 || !size.All(char.IsAsciiHexDigit))
            return false;
        return !text.Contains(';', StringComparison.Ordinal) || text.Length <= limits.MaxChunkLine;
    }

    private int MaxTrailer => Math.Min(limits.MaxRequestHeaderLine, limits.MaxTrailers - _trailerBytes);

    private bool EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        switch (_state)
        {
            case "size":
                _left = Convert.ToInt64(line.Split(';')[0], 16);
                _state = _left == 0 ? "trailer" : "data";
                if (_left > 0)
                    Sizes.Add(_left);
                return true;
            case "data end":
                _state = "size";
                return true;
            case var _ when line.Length == 0:
                Status = HttpParseStatus.Done;
                return true;
            default:
                _trailerBytes += line.Length + 2;
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (_trailerBytes > limits.MaxTrailers || ++_trailers > limits.MaxHeaders || colon < 0 || colon > limits.MaxHeaderName || !ReferenceParser.IsToken(line[..colon]))
                    return false;
                Trailers.Add(line[..colon] + ":" + line[(colon + 1)..].Trim(' ', '\t'));
                return true;
        }
    }
}
