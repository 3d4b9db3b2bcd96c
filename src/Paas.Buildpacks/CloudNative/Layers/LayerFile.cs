using Paas.Files;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>
/// A <c>&lt;layer&gt;.toml</c>: what a layer is for. Source: buildpacks/spec, buildpack.md, "Layer Types" and "Layer Content Metadata (TOML)".
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Launch">Whether dynos have it.</param>
/// <param name="Build">Whether the buildpacks that follow have it.</param>
/// <param name="Cache">Whether the next build has it.</param>
internal sealed record LayerFile(string Name, bool Launch, bool Build, bool Cache)
{
    private const string Extension = ".toml";

    private static readonly string[] _flags = ["launch", "build", "cache"];

    // These files of a directory of layers are about something else.
    private static readonly string[] _others = ["launch", "build", "store"];

    /// <summary>What the buildpack notes for its next build: a table, or as up to API 0.5 any value; null when nothing.</summary>
    public object? Metadata { get; init; }

    /// <summary>Whether it is for nothing: what it holds is put aside.</summary>
    public bool IsIgnored => !Launch && !Build && !Cache;

    /// <summary>All that a buildpack declared, by name.</summary>
    /// <exception cref="PaasException">A file is not what it must be.</exception>
    public static List<LayerFile> ReadAll(ConfinedDirectory layers, BuildpackDescriptor buildpack) =>
    [
        .. layers.FilesMatching("*" + Extension).Select(static file => file[..^Extension.Length])
            .Where(static name => !_others.Contains(name))
            .Select(name => Read(layers, name, buildpack)),
    ];

    private static LayerFile Read(ConfinedDirectory layers, string name, BuildpackDescriptor buildpack)
    {
        var table = TomlFiles.Read(layers, name + Extension, $"the buildpack {buildpack}") ?? [];
        var types = table;
        if (buildpack.Api.AtLeast(6))
        {
            if (_flags.FirstOrDefault(table.ContainsKey) is { } flag)
                throw new PaasException(PaasErrors.InvalidParams, $"{name}.toml of the buildpack {buildpack} has '{flag}' at its top; from Buildpack API 0.6 on it belongs into the table [types].");
            types = TomlFiles.Table(table, "types") ?? [];
        }

        return new LayerFile(name, TomlFiles.Flag(types, "launch"), TomlFiles.Flag(types, "build"), TomlFiles.Flag(types, "cache"))
        {
            Metadata = table.TryGetValue("metadata", out var metadata) ? metadata : null,
        };
    }

    /// <summary>The file as the next build of the buildpack finds it: its types are asked for anew, from API 0.6 on.</summary>
    public string Restored(BuildpackApi api)
    {
        var table = new TomlTable();
        if (!api.AtLeast(6))
        {
            table["launch"] = Launch;
            table["build"] = Build;
            table["cache"] = Cache;
        }

        if (Metadata is not (null or TomlTable { Count: 0 }))
            table["metadata"] = Metadata;
        return table.Count == 0 ? "" : TomlFiles.Write(table);
    }
}
