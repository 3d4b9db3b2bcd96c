using System.Text;
using Paas.Fuzzing.Reference;

namespace Paas.Fuzzing.Checks;

/// <summary>
/// The oracle against smuggling: what dynos received reads, strictly, as requests that the client has sent, in order and
/// once; what the client received reads as at most one response to each of them.
/// </summary>
internal static class RouterCheck
{
    public static void Run(RouterWorld world, byte[] bytes)
    {
        var client = world.Run(bytes);
        // What the client may have meant: an upgrade may have been refused, so what follows it counts too.
        var sent = ReferenceStream.Requests(bytes, upgrades: false);
        foreach (var dyno in world.Dynos)
        {
            var stream = ReferenceStream.Requests(dyno.End.Received, dyno.HasUpgraded);
            if (stream.Rest == HttpParseStatus.Rejected)
                throw Finding("A dyno received what is no request", world, bytes, client);
            foreach (var message in stream.Messages)
            {
                if (!IsClean(message))
                    throw Finding("A dyno received an ambiguous request", world, bytes, client);
            }
        }
        // Connections are in the order of their first request only, so each request is looked for by itself.
        var forwarded = world.Dynos.SelectMany(dyno => ReferenceStream.Requests(dyno.End.Received, dyno.HasUpgraded).Messages).ToList();
        foreach (var message in sent.Messages)
        {
            while (forwarded.FindIndex(other => IsSame(message, other)) is var at and >= 0)
            {
                forwarded.RemoveAt(at);
                // The same again is a request that was repeated, or one that the client has sent twice.
                if (!IsRepeatable(message))
                    break;
            }
        }
        if (forwarded.Count > 0)
            throw Finding($"A dyno received a request that the client did not send: {forwarded[0].Head}", world, bytes, client);

        var methods = sent.Messages.ConvertAll(message => message.Method);
        if (ReferenceParser.Parse(bytes.AsSpan(sent.Length), true, new HttpLimits()) is { Status: HttpParseStatus.Done } last)
            methods.Add(last.Start.Split(' ')[0]);
        var answers = ReferenceStream.Responses(client.Received, methods, client.HasEnded && !client.IsReset);
        if (answers.Rest == HttpParseStatus.Rejected)
            throw Finding("The client received what is no response", world, bytes, client);
        var finals = answers.Messages.Count(message => ReferenceResponse.Status(message.Head) >= 200);
        if (finals > sent.Messages.Count + 1)
            throw Finding($"The client received {finals} responses to {sent.Messages.Count} requests", world, bytes, client);
        if (world.Lines.Find(line => line.AsSpan().ContainsAny('\r', '\n') || !(line.StartsWith("at=", StringComparison.Ordinal) || line.StartsWith("sock=", StringComparison.Ordinal))) is { } line)
            throw Finding($"A line is not one: {line}", world, bytes, client);
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
