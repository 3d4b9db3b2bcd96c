using System.Text;
using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>
/// The oracle against smuggling: what dynos received reads, strictly, as requests that the client has sent, in order and
/// once; what the client received reads as at most one response to each of them.
/// </summary>
internal static class RouterCheck
{
    // Once over a kept connection and twice to other dynos, beside the first time.
    private const int MaxRepeats = 4;

    public static void Run(RouterWorld world, byte[] bytes)
    {
        var client = world.Run(bytes);
        var problem = Judge(
            bytes, world.Dynos.ConvertAll(dyno => (dyno.End.Received.ToArray(), dyno.HasUpgraded)), client.Received.ToArray(), client.HasEnded && !client.IsReset);
        if (problem is null && world.Lines.Find(line => line.AsSpan().ContainsAny('\r', '\n') || !(line.StartsWith("at=", StringComparison.Ordinal) || line.StartsWith("sock=", StringComparison.Ordinal))) is { } line)
            problem = $"A line is not one: {line}";
        if (problem is not null)
            throw Finding(problem, world, bytes, client);
    }

    /// <summary>The same for an HTTP/2 client: dynos must not be able to tell the difference.</summary>
    public static void RunHttp2(RouterWorld world, byte[] bytes)
    {
        var client = world.Run(bytes);
        foreach (var dyno in world.Dynos)
        {
            var stream = ReferenceStream.Requests(dyno.End.Received, dyno.HasUpgraded);
            if (stream.Rest == HttpParseStatus.Rejected || !stream.Messages.TrueForAll(IsClean))
                throw Finding("A dyno received what is no clean request", world, bytes, client);
        }
    }

    /// <summary>What is wrong with what came out, or null.</summary>
    /// <param name="sentBytes">What the client sent.</param>
    /// <param name="dynos">What each connection to a dyno received, and whether it became another protocol.</param>
    /// <param name="answered">What the client received.</param>
    /// <param name="ended">Its stream ended in order.</param>
    internal static string? Judge(byte[] sentBytes, List<(byte[] Received, bool Upgraded)> dynos, byte[] answered, bool ended)
    {
        // What the client may have meant: an upgrade may have been refused, so what follows it counts too.
        var sent = ReferenceStream.Requests(sentBytes, upgrades: false);
        var forwarded = new List<ReferenceMessage>();
        foreach (var (received, upgraded) in dynos)
        {
            var stream = ReferenceStream.Requests(received, upgraded);
            if (stream.Rest == HttpParseStatus.Rejected)
                return "A dyno received what is no request";
            if (!stream.Messages.TrueForAll(IsClean))
                return "A dyno received an ambiguous request";
            forwarded.AddRange(stream.Messages);
        }
        foreach (var message in sent.Messages)
        {
            // One that may be repeated was perhaps sent again, a few times at most.
            for (var most = IsRepeatable(message) ? MaxRepeats : 1; most > 0; most--)
            {
                if (forwarded.FindIndex(other => IsSame(message, other)) is var at and >= 0)
                    forwarded.RemoveAt(at);
            }
        }
        if (forwarded.Count > 0)
            return $"A dyno received a request that the client did not send: {forwarded[0].Head}";

        var methods = sent.Messages.ConvertAll(message => message.Method);
        if (ReferenceParser.Parse(sentBytes.AsSpan(sent.Length), true, new HttpLimits()) is { Status: HttpParseStatus.Done } last)
            methods.Add(last.Start.Split(' ')[0]);
        var answers = ReferenceStream.Responses(answered, methods, ended);
        if (answers.Rest == HttpParseStatus.Rejected)
            return "The client received what is no response";
        var finals = answers.Messages.Count(message => ReferenceResponse.Status(message.Head) >= 200);
        return finals > sent.Messages.Count + 1 ? $"The client received {finals} responses to {sent.Messages.Count} requests" : null;
    }

    private static bool IsClean(ReferenceMessage message) =>
        message.Head.Values("host") is [var host] && host.Split(':')[0].TrimEnd('.').Equals("a.test", StringComparison.OrdinalIgnoreCase)
        && message.Head.Values("content-length").Count + message.Head.Values("transfer-encoding").Count <= 1
        && message.Head.Values("x-forwarded-for") is [var forwarded] && forwarded.EndsWith("9.9.9.9", StringComparison.Ordinal)
        && message.Head.Values("x_forwarded_for").Count + message.Head.Values("content_length").Count + message.Head.Values("transfer_encoding").Count == 0;

    private static bool IsSame(ReferenceMessage sent, ReferenceMessage received) =>
        sent.Method == received.Method
        && (sent.Facts.Path.Length == 0 ? "/" : sent.Facts.Path) == received.Facts.Path
        && sent.Body.AsSpan().SequenceEqual(received.Body);

    private static bool IsRepeatable(ReferenceMessage message) =>
        message.Facts.Body == HttpBodyKind.None && message.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";

    private static FindingException Finding(string what, RouterWorld world, byte[] bytes, MemoryEnd client)
    {
        var text = new StringBuilder(what).Append("\nclient sent ").Append(FindingException.Show(bytes));
        foreach (var dyno in world.Dynos)
        {
            text.Append("\ndyno received ").Append(FindingException.Show(dyno.End.Received));
            text.Append("\ndyno sent ").Append(FindingException.Show(dyno.End.Fed.ToArray()));
        }
        return new FindingException(text.Append("\nclient received ").Append(FindingException.Show(client.Received)).ToString());
    }
}
