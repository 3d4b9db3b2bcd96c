using System.Collections.Immutable;
using Paas.Files;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>A <c>launch.toml</c>. Source: buildpacks/spec, buildpack.md, "launch.toml (TOML)".</summary>
internal sealed record LaunchFile(ImmutableArray<LaunchProcess> Processes, ImmutableArray<TomlTable> Labels, ImmutableArray<TomlTable> Slices, ImmutableArray<TomlTable> Bom)
{
    private const string File = "launch.toml";

    public static LaunchFile None { get; } = new([], [], [], []);

    /// <param name="layers">The buildpack's directory of layers.</param>
    /// <param name="buildpack">The buildpack.</param>
    /// <param name="executionEnvironment">What the build is for; processes for others are left out.</param>
    /// <exception cref="PaasException">The file is not what it must be.</exception>
    public static LaunchFile Read(ConfinedDirectory layers, BuildpackDescriptor buildpack, string executionEnvironment)
    {
        if (TomlFiles.Read(layers, File, $"the buildpack {buildpack}") is not { } table)
            return None;
        var processes = TomlFiles.Tables(table, "processes").Where(entry => IsFor(entry, buildpack.Api, executionEnvironment)).Select(entry => Process(entry, buildpack)).ToImmutableArray();
        if (processes.Count(static process => process.Default) > 1)
            throw Wrong(buildpack, "has several processes with default = true; one at most is allowed");
        return new LaunchFile(processes, [.. TomlFiles.Tables(table, "labels")], [.. TomlFiles.Tables(table, "slices")], [.. TomlFiles.Tables(table, "bom")]);
    }

    private static bool IsFor(TomlTable entry, BuildpackApi api, string executionEnvironment) =>
        !api.AtLeast(12) || TomlFiles.Texts(entry, "exec-env").ToList() is not { Count: > 0 } environments || environments.Contains("*") || environments.Contains(executionEnvironment);

    private static LaunchProcess Process(TomlTable entry, BuildpackDescriptor buildpack)
    {
        var type = TomlFiles.Text(entry, "type");
        if (type is not { Length: > 0 } || !type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw Wrong(buildpack, type is null ? "has a process without type" : $"has the process type '{type}'; it must be of letters, digits, '.', '-' and '_'");

        var api = buildpack.Api;
        entry.TryGetValue("command", out var command);
        ImmutableArray<string> words = [];
        if (api.AtLeast(9))
        {
            if (entry.ContainsKey("direct"))
                throw Wrong(buildpack, $"has 'direct' for the process '{type}'; from Buildpack API 0.9 on all processes are direct");
            if (command is not TomlArray { Count: > 0 } array || array.Any(static word => word is not string))
                throw Wrong(buildpack, $"has for the process '{type}' a command that is no list of words; from Buildpack API 0.9 on write [\"bash\", \"-c\", \"…\"]");
            words = [.. array.Cast<string>()];
        }
        else
        {
            words = [command as string ?? throw Wrong(buildpack, $"has for the process '{type}' no command that is a text; up to Buildpack API 0.8 it is one")];
        }

        return new LaunchProcess(type, words)
        {
            Arguments = [.. TomlFiles.Texts(entry, "args")],
            Direct = api.AtLeast(9) || TomlFiles.Flag(entry, "direct"),
            Default = api.AtLeast(6) && TomlFiles.Flag(entry, "default"),
            WorkingDirectory = api.AtLeast(8) ? TomlFiles.Text(entry, "working-dir") : null,
            ArgumentsAreWords = api.AtLeast(4),
        };
    }

    private static PaasException Wrong(BuildpackDescriptor buildpack, string problem) => new(PaasErrors.InvalidParams, $"{File} of the buildpack {buildpack} {problem}.");
}
