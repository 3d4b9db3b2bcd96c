using System.Runtime.CompilerServices;
using Paas.Parsing;

namespace Paas;

/// <summary>
/// Parses the head of a message in place. It is given the message from its first byte each time, with more bytes behind,
/// and goes on where it stopped; no byte is looked at twice. Lines end with CRLF and nothing else.
/// </summary>
/// <remarks>
/// One vectorised search per line finds its end and proves that it holds no control byte: the first one must be the CR.
/// </remarks>
public abstract class HttpHeadParser
{
    private readonly HttpHead _head;
    private int _lineStart;
    private int _scanned;
    private bool _startLineDone;
    private int _count;

    private protected HttpHeadParser(HttpHead head, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _head = head;
        Limits = limits;
    }

    /// <summary>Why the message was refused.</summary>
    public HttpError Error { get; private protected set; }

    /// <summary>The parser has seen at least one byte of the message.</summary>
    public bool HasStarted => _scanned > 0;

    private protected HttpLimits Limits { get; }

    private protected abstract int MaxStartLine { get; }

    private protected abstract int MaxHeaderLine { get; }

    private protected abstract int MaxHead { get; }

    private protected abstract HttpError StartLineError { get; }

    private protected abstract HttpError StartLineTooLong { get; }

    /// <summary>Forgets the message, to parse the next one.</summary>
    public void Reset()
    {
        _head.Clear();
        _lineStart = _scanned = _count = 0;
        _startLineDone = false;
        Error = HttpError.None;
    }

    private protected HttpParseStatus ParseHead(ReadOnlySpan<byte> input)
    {
        while (true)
        {
            var offset = input[_scanned..].IndexOfAny(HttpRules.LineEnd);
            var end = offset < 0 ? input.Length : _scanned + offset;
            if (end - _lineStart > (_startLineDone ? MaxHeaderLine : MaxStartLine))
                return Reject(_startLineDone ? HttpError.HeaderTooLong : StartLineTooLong);
            if (end > MaxHead)
                return Reject(HttpError.HeadTooLong);
            _scanned = end;
            if (offset < 0)
                return HttpParseStatus.NeedMore;
            if (input[end] != '\r')
                return RejectLine();
            if (end + 1 == input.Length)
                return HttpParseStatus.NeedMore;
            if (input[end + 1] != '\n')
                return RejectLine();

            var lineStart = _lineStart;
            _lineStart = _scanned = end + 2;
            if (!_startLineDone)
            {
                // RFC 9112 §2.2: one empty line may stand before a request; some clients send it after a POST.
                if (end == lineStart && lineStart == 0 && SkipsEmptyLine)
                    continue;
                if (!ParseStartLine(input, lineStart, end))
                    return HttpParseStatus.Rejected;
                _startLineDone = true;
            }
            else if (end == lineStart)
            {
                _head.Length = _lineStart;
                return HttpParseStatus.Done;
            }
            else if (!ParseHeader(input, lineStart, end))
            {
                return HttpParseStatus.Rejected;
            }
        }
    }

    private protected virtual bool SkipsEmptyLine => false;

    private protected abstract bool ParseStartLine(ReadOnlySpan<byte> input, int start, int end);

    private protected virtual HttpError CheckHeader(in HttpHeader header, int lineLength) => HttpError.None;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected bool Fail(HttpError error)
    {
        Error = error;
        return false;
    }

    private bool ParseHeader(ReadOnlySpan<byte> input, int start, int end)
    {
        if (++_count > Limits.MaxHeaders)
            return Fail(HttpError.TooManyHeaders);
        var error = HttpHeaderLine.Parse(input, start, end, Limits.MaxHeaderName, out var header);
        if (error == HttpError.None)
            error = CheckHeader(header, end - start);
        if (error != HttpError.None)
            return Fail(error);
        _head.Add(header);
        return true;
    }

    private HttpParseStatus RejectLine() => Reject(_startLineDone ? HttpError.BadHeader : StartLineError);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HttpParseStatus Reject(HttpError error)
    {
        Error = error;
        return HttpParseStatus.Rejected;
    }
}
