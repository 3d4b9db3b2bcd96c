namespace Paas.Fuzzing.Reference;

/// <summary>Messages one behind the other, as the strict reader of a stream finds them: the oracle of what a peer was sent.</summary>
/// <param name="Messages">The complete ones, in order.</param>
/// <param name="Rest">What follows them: Done for nothing, NeedMore for the beginning of a message, Rejected for none.</param>
/// <param name="Length">Bytes of the complete ones.</param>
internal sealed record ReferenceStream(List<ReferenceMessage> Messages, HttpParseStatus Rest, int Length)
{
    // What a proxy sends may exceed what it accepts, by what it adds.
    private static readonly HttpLimits Limits = new() { MaxRequestLine = 20_000, MaxRequestHeaderLine = 20_000, MaxHeaders = 2000, MaxRequestHead = 2_000_000 };

    /// <param name="bytes">All that was received.</param>
    /// <param name="upgrades">What follows a request for another protocol is that protocol.</param>
    public static ReferenceStream Requests(ReadOnlySpan<byte> bytes, bool upgrades = true)
    {
        var messages = new List<ReferenceMessage>();
        var length = 0;
        while (length < bytes.Length)
        {
            var head = ReferenceParser.Parse(bytes[length..], true, Limits);
            if (head.Status != HttpParseStatus.Done)
                return new ReferenceStream(messages, head.Status, length);
            var facts = ReferenceRequest.Read(head);
            if (!facts.IsAccepted)
                return new ReferenceStream(messages, HttpParseStatus.Rejected, length);
            if (!TryTake(bytes[length..], head, facts, true, messages, out var status, out var taken))
                return new ReferenceStream(messages, status, length);
            length += taken;
            if (facts.Upgrade && upgrades)
                break;
        }
        return new ReferenceStream(messages, HttpParseStatus.Done, length);
    }

    /// <summary>Interim responses count as messages of their own.</summary>
    /// <param name="bytes">All that was received.</param>
    /// <param name="methods">The methods of the requests, in order; further responses answer a GET.</param>
    /// <param name="ended">The stream ended in order, which ends a body without length.</param>
    public static ReferenceStream Responses(ReadOnlySpan<byte> bytes, IReadOnlyList<string> methods, bool ended)
    {
        var messages = new List<ReferenceMessage>();
        var (length, finals) = (0, 0);
        while (length < bytes.Length)
        {
            var head = ReferenceParser.Parse(bytes[length..], false, Limits);
            if (head.Status != HttpParseStatus.Done)
                return new ReferenceStream(messages, head.Status, length);
            var facts = ReferenceResponse.Read(head, finals < methods.Count && methods[finals] == "HEAD");
            if (!facts.IsAccepted)
                return new ReferenceStream(messages, HttpParseStatus.Rejected, length);
            if (!TryTake(bytes[length..], head, facts, ended, messages, out var status, out var taken))
                return new ReferenceStream(messages, status, length);
            length += taken;
            if (ReferenceResponse.Status(head) == 101)
                break;
            if (ReferenceResponse.Status(head) >= 200)
                finals++;
        }
        return new ReferenceStream(messages, HttpParseStatus.Done, length);
    }

    private static bool TryTake(
        ReadOnlySpan<byte> bytes, ParsedHead head, ReferenceFacts facts, bool ended, List<ReferenceMessage> messages,
        out HttpParseStatus status, out int taken)
    {
        var rest = bytes[head.Length..];
        status = HttpParseStatus.Done;
        taken = head.Length;
        byte[] body = [];
        switch (facts.Body)
        {
            case HttpBodyKind.Length when rest.Length < facts.Length:
            case HttpBodyKind.UntilClose when !ended:
                status = HttpParseStatus.NeedMore;
                return false;
            case HttpBodyKind.Length:
                body = rest[..(int)facts.Length].ToArray();
                taken += body.Length;
                break;
            case HttpBodyKind.UntilClose:
                body = rest.ToArray();
                taken += body.Length;
                break;
            case HttpBodyKind.Chunked:
                var chunks = ReferenceChunks.Parse(rest, Limits);
                status = chunks.Status;
                if (status != HttpParseStatus.Done)
                    return false;
                body = [.. chunks.Payload];
                taken += chunks.Length;
                break;
        }
        messages.Add(new ReferenceMessage(head, facts, body));
        return true;
    }
}
