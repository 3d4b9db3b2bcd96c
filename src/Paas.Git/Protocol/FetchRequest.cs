using System.Text;
using Paas.Git.Objects;

namespace Paas.Git.Protocol;

/// <summary>What a fetch asks for. Source: gitprotocol-pack, "Packfile Negotiation"; over HTTP every request repeats all of it.</summary>
/// <param name="Wants">Tips to send.</param>
/// <param name="Haves">Commits that the client has.</param>
/// <param name="Done">Send the pack now.</param>
/// <param name="Detailed"><c>multi_ack_detailed</c>.</param>
/// <param name="SideBand"><c>side-band-64k</c>.</param>
internal sealed record FetchRequest(IReadOnlyList<Oid> Wants, IReadOnlyList<Oid> Haves, bool Done, bool Detailed, bool SideBand)
{
    /// <summary>Capabilities that <see cref="ReadAsync"/> and its callers honour.</summary>
    public const string Capabilities = "multi_ack_detailed side-band-64k no-progress object-format=sha1 agent=paas";

    private const int MaxLines = 100_000;

    public static async Task<FetchRequest> ReadAsync(RequestReader reader)
    {
        List<Oid> wants = [];
        List<Oid> haves = [];
        string[] capabilities = [];
        var done = false;
        while (!done && await reader.ReadLineAsync() is var (kind, line))
        {
            if (kind != PktKind.Data)
                continue;
            if (wants.Count + haves.Count == MaxLines)
                throw new GitProtocolException("the request is too long");

            var words = line.Split(' ');
            switch (words[0])
            {
                case "want":
                    if (wants.Count == 0)
                        capabilities = words[2..];
                    wants.Add(Id(words));
                    break;
                case "have":
                    haves.Add(Id(words));
                    break;
                case "done":
                    done = true;
                    break;
                case "shallow" or "deepen" or "deepen-since" or "deepen-not" or "filter":
                    throw new GitProtocolException("shallow and partial clones are not supported; clone without --depth and --filter");
                default:
                    throw new GitProtocolException("an unknown line in the request");
            }
        }

        return new FetchRequest(wants, haves, done, capabilities.Contains("multi_ack_detailed"), capabilities.Contains("side-band-64k"));
    }

    private static Oid Id(string[] words) =>
        words.Length > 1 && Oid.TryParse(Encoding.Latin1.GetBytes(words[1]), out var id) ? id : throw new GitProtocolException($"a '{words[0]}' line has no object id");
}
