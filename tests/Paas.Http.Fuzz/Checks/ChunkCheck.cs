using System.Globalization;
using System.Text;
using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>The body relay against the plain decoder: the same payload, a canonical frame, not one byte too many taken.</summary>
internal static class ChunkCheck
{
    public static void Run(byte[] input, bool decode, HttpLimits limits, IReadOnlyList<int> cuts, int room)
    {
        var expected = ReferenceChunks.Parse(input, limits);
        using var from = new ScriptConnection();
        using var to = new ScriptConnection();
        from.Feed(input, cuts);
        var relay = new BodyRelay(limits);
        relay.Start(HttpBodyKind.Chunked, -1, decode);
        BodyRelayStatus status;
        do
        {
            status = relay.Move(from, to, room);
            to.Flush();
        }
        while (status == BodyRelayStatus.Blocked || (status == BodyRelayStatus.NeedInput && from.Receive(int.MaxValue)));

        var actual = status switch
        {
            BodyRelayStatus.Done => HttpParseStatus.Done,
            BodyRelayStatus.NeedInput => HttpParseStatus.NeedMore,
            _ => HttpParseStatus.Rejected,
        };
        Require(actual == expected.Status, $"{status} instead of {expected.Status}", input);
        if (decode)
            Require(to.Sent.SequenceEqual(expected.Payload.ToArray()), $"payload {FindingException.Show(to.Sent)}", input);
        if (expected.Status != HttpParseStatus.Done)
            return;
        Require(from.ReceivedTotal - from.Input.Length == expected.Length, $"took {from.ReceivedTotal - from.Input.Length} bytes of {expected.Length}", input);
        Require(relay.Bytes == expected.Payload.Count, $"counted {relay.Bytes} bytes of {expected.Payload.Count}", input);
        if (!decode)
            Require(Encoding.Latin1.GetString(to.Sent) is var sent && IsCanonical(sent, expected), $"frame {FindingException.Show(to.Sent)}", input);
    }

    // Written anew from what the reference found: sizes in lower-case hex, no extension, harmless trailers only.
    private static bool IsCanonical(string sent, ReferenceChunks expected)
    {
        var text = new StringBuilder();
        var payload = Encoding.Latin1.GetString([.. expected.Payload]);
        var at = 0;
        foreach (var size in expected.Sizes)
        {
            text.Append(size.ToString("x", CultureInfo.InvariantCulture)).Append("\r\n").Append(payload, at, (int)size).Append("\r\n");
            at += (int)size;
        }
        text.Append("0\r\n");
        if (!sent.StartsWith(text.ToString(), StringComparison.Ordinal))
            return false;
        var rest = ReferenceParser.Parse(Encoding.Latin1.GetBytes("GET / HTTP/1.1\r\n" + sent[text.Length..]), true, new HttpLimits());
        return rest.Status == HttpParseStatus.Done
            && rest.Headers.SequenceEqual(expected.Trailers.Where(line => ForwardableTrailer(line[..line.IndexOf(':', StringComparison.Ordinal)])));
    }

    // Whatever the router itself reads or writes stays out of trailers, in either spelling.
    private static bool ForwardableTrailer(string name) => name.Replace('_', '-').ToUpperInvariant() is not (
        "HOST" or "CONNECTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "UPGRADE" or "EXPECT" or "TE" or "KEEP-ALIVE" or "PROXY-AUTHORIZATION"
        or "PROXY-CONNECTION" or "HTTP2-SETTINGS" or "VIA" or "X-FORWARDED-FOR" or "X-FORWARDED-PROTO" or "X-FORWARDED-PORT" or "X-REQUEST-ID"
        or "X-REQUEST-START" or "SET-COOKIE");

    private static void Require(bool condition, string what, byte[] input)
    {
        if (!condition)
            throw new FindingException($"Chunks: {what}, of {FindingException.Show(input)}");
    }
}
