using System.Text;
using System.Text.Unicode;

namespace Paas.Dynos.Local;

/// <summary>
/// Cuts a stream of bytes into lines of at most 10,000 bytes of UTF-8. A longer line comes in pieces that do not cut a
/// character; invalid bytes become U+FFFD; a carriage return before the line feed belongs to the line end.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Heroku's limit of a log line.</summary>
    public const int MaximumLine = 10_000;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>Room for the next bytes; never empty once all lines were taken.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                _searched -= _start;
                _end -= _start;
                _start = 0;
            }

            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Tells how many bytes were put into <see cref="Free"/>.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes the next whole line, or the next piece of one that is too long.</summary>
    public bool TryTake(out string line)
    {
        var pending = _buffer.AsSpan(_start.._end);
        var newline = pending[(_searched - _start)..].IndexOf((byte)'\n');
        if (newline < 0)
        {
            _searched = _end;
            return TryTakePiece(pending, out line);
        }

        newline += _searched - _start;
        var text = pending[..newline];
        if (text.Length > 0 && text[^1] == '\r')
            text = text[..^1];
        if (text.Length <= MaximumLine && Utf8.IsValid(text))
        {
            line = Encoding.UTF8.GetString(text);
            Take(newline + 1);
            return true;
        }

        return LongOrInvalid(text, newline + 1, out line);
    }

    /// <summary>Takes what is left at the end of the stream: a last line without line end.</summary>
    public bool TryTakeRest(out string line)
    {
        if (_start < _end)
            return LongOrInvalid(_buffer.AsSpan(_start.._end), _end - _start, out line);
        line = "";
        return false;
    }

    private bool TryTakePiece(ReadOnlySpan<byte> pending, out string line)
    {
        line = "";
        // The extra bytes are the carriage return and the rest of a character that begins at the limit.
        return pending.Length > MaximumLine + 4 && LongOrInvalid(pending, pending.Length, out line);
    }

    private bool LongOrInvalid(ReadOnlySpan<byte> text, int withLineEnd, out string line)
    {
        var (decoded, consumed) = Decode(text);
        line = decoded;
        Take(consumed == text.Length ? withLineEnd : consumed);
        return true;
    }

    /// <summary>Decodes as many characters as a line may hold, counted after replacement.</summary>
    private static (string Text, int Consumed) Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var consumed = 0;
        var size = 0;
        while (consumed < bytes.Length)
        {
            // An invalid sequence gives U+FFFD here.
            Rune.DecodeFromUtf8(bytes[consumed..], out var rune, out var length);
            if (size + rune.Utf8SequenceLength > MaximumLine)
                break;
            size += rune.Utf8SequenceLength;
            consumed += length;
            text.Append(rune);
        }

        return (text.ToString(), consumed);
    }

    private void Take(int count)
    {
        _start += count;
        _searched = _start;
    }
}
