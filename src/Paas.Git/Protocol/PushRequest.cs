using System.Collections.Immutable;
using System.Text;
using Paas.Git.Objects;

namespace Paas.Git.Protocol;

/// <summary>The commands at the start of a push. Source: gitprotocol-pack, "Reference Update Request and Packfile Transfer".</summary>
internal sealed record PushRequest(ImmutableArray<RefCommand> Commands, bool ReportStatus, bool SideBand)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Capabilities that <see cref="ReadAsync"/> and its callers honour.</summary>
    public const string Capabilities = "report-status side-band-64k delete-refs ofs-delta quiet object-format=sha1 agent=paas";

    public bool HasPack => Commands.Any(static command => !command.IsDelete);

    public static async Task<PushRequest> ReadAsync(RequestReader reader, int maxCommands)
    {
        var commands = ImmutableArray.CreateBuilder<RefCommand>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        string[] capabilities = [];
        while (await reader.ReadLineAsync() is (PktKind.Data, var line))
        {
            if (line.StartsWith("shallow ", StringComparison.Ordinal))
                continue;
            if (commands.Count == 0 && line.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end)
            {
                capabilities = line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                line = line[..end];
            }

            var command = Parse(line);
            if (!names.Add(command.Name))
                throw new GitProtocolException($"'{command.Name}' is in the push twice");
            if (commands.Count == maxCommands)
                throw new GitProtocolException($"a push may change at most {maxCommands} branches and tags; push fewer at once");
            commands.Add(command);
        }

        if (capabilities.Any(static c => c.StartsWith("object-format=", StringComparison.Ordinal) && c != "object-format=sha1"))
            throw new GitProtocolException("only repositories with SHA-1 object names are supported");
        return new PushRequest(commands.ToImmutable(), capabilities.Contains("report-status"), capabilities.Contains("side-band-64k"));
    }

    /// <summary><c>old SP new SP name</c>, as read in Latin-1.</summary>
    internal static RefCommand Parse(string line)
    {
        const int nameStart = Oid.HexLength * 2 + 2;
        var bytes = Encoding.Latin1.GetBytes(line);
        if (bytes.Length <= nameStart || bytes[Oid.HexLength] != ' ' || bytes[nameStart - 1] != ' '
            || !Oid.TryParse(bytes.AsSpan(0, Oid.HexLength), out var old)
            || !Oid.TryParse(bytes.AsSpan(Oid.HexLength + 1, Oid.HexLength), out var @new))
            throw new GitProtocolException("a command is not 'old new name'");
        try
        {
            return new RefCommand(StrictUtf8.GetString(bytes, nameStart, bytes.Length - nameStart), old, @new);
        }
        catch (DecoderFallbackException)
        {
            throw new GitProtocolException("the name of a branch or tag is not UTF-8");
        }
    }
}
