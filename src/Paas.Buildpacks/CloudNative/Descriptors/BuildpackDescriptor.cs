using System.Collections.Immutable;
using Paas.Files;

namespace Paas.CloudNative;

/// <summary>A Cloud Native buildpack as its <c>buildpack.toml</c> describes it. Source: buildpacks/spec, buildpack.md, "buildpack.toml".</summary>
internal sealed record BuildpackDescriptor(string Id, string Version, BuildpackApi Api, ConfinedDirectory Files)
{
    private const string File = "buildpack.toml";

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its programs see no variables of the developer's.</summary>
    public bool ClearsEnvironment { get; init; }

    /// <summary>Execution environments that it is for; empty for all.</summary>
    public ImmutableArray<string> ExecutionEnvironments { get; init; } = [];

    /// <summary>What it can build for; empty for all.</summary>
    public ImmutableArray<BuildTarget> Targets { get; init; } = [];

    /// <summary>Media types of the bills of materials that it writes.</summary>
    public ImmutableArray<string> SbomFormats { get; init; } = [];

    /// <summary>The groups that a composite buildpack stands for; empty for one with programs of its own.</summary>
    public ImmutableArray<ImmutableArray<GroupEntry>> Order { get; init; } = [];

    /// <summary>Name of its directory of layers.</summary>
    public string LayersName => Id.Replace('/', '_');

    public override string ToString() => $"{Id}@{Version}";

    /// <param name="files">Its directory.</param>
    /// <param name="source">Where it came from, for errors.</param>
    /// <exception cref="PaasException">It is not one that can be used here.</exception>
    public static BuildpackDescriptor Read(ConfinedDirectory files, string source)
    {
        var whose = $"the buildpack {source}";
        var root = TomlFiles.Read(files, File, whose) ?? throw Wrong($"The buildpack {source} has no {File}.");
        var about = TomlFiles.Table(root, "buildpack") ?? throw Wrong($"{File} of {whose} has no table [buildpack].");
        var id = TomlFiles.Text(about, "id");
        // Ids are directory names; these three have a meaning of their own.
        if (id is null or "" or "app" or "config" or "sbom" || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_') || id.Split('/').Any(static part => part is "" or "." or ".."))
            throw Wrong($"{File} of {whose} has {(id is null ? "no id" : $"the id '{id}'")}; it must be of letters, digits, '.', '/' and '-', and not 'app', 'config' or 'sbom'.");
        var written = TomlFiles.Text(root, "api");
        if (BuildpackApi.Parse(written) is not { IsSupported: true } api)
            throw Wrong($"The buildpack {source} is written for {(written is null ? "no" : $"the")} Buildpack API {written}; here are {BuildpackApi.Supported} (lifecycle exit code 12).");

        var order = GroupEntry.ReadOrder(root, $"{File} of {whose}");
        return new BuildpackDescriptor(id, TomlFiles.Text(about, "version") ?? "", api, files)
        {
            Name = TomlFiles.Text(about, "name") ?? id,
            ClearsEnvironment = TomlFiles.Flag(about, "clear-env"),
            ExecutionEnvironments = api.AtLeast(12) ? [.. TomlFiles.Texts(about, "exec-env")] : [],
            Targets = [.. TomlFiles.Tables(root, "targets").SelectMany(BuildTarget.Read)],
            SbomFormats = [.. TomlFiles.Texts(about, "sbom-formats")],
            Order = order,
        };
    }

    private static PaasException Wrong(string message) => new(PaasErrors.InvalidParams, message);
}
