using System.Collections.Immutable;
using Paas.Files;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>Puts what dynos need of a build into the app: layers, bills of materials, what was declared.</summary>
internal sealed class LaunchLayers(BuildRoom room)
{
    /// <summary>Where layers are in a slug.</summary>
    public const string Directory = ".cnb/layers";

    private const string SbomDirectory = Directory + "/sbom/launch";

    private readonly ImmutableArray<SoftwareComponent>.Builder _components = ImmutableArray.CreateBuilder<SoftwareComponent>();

    /// <summary>What the bills of materials name.</summary>
    public ImmutableArray<SoftwareComponent> Components => [.. _components.DistinctBy(static component => component.PackageUrl)];

    /// <summary>Takes a buildpack's layers out of the app, if an earlier buildpack or the source put some there.</summary>
    public void Prepare(IEnumerable<BuildpackDescriptor> buildpacks)
    {
        // A link there would be refused when dynos are started.
        foreach (var path in (string[])[".cnb", Directory])
        {
            if (new FileInfo(room.App.PathOf(path)).LinkTarget is not null)
                room.App.Delete(path);
        }

        foreach (var buildpack in buildpacks)
        {
            room.App.Delete($"{Directory}/{buildpack.LayersName}");
            room.App.Delete($"{SbomDirectory}/{buildpack.LayersName}");
        }

        room.App.CreateDirectory(Directory);
    }

    /// <summary>Takes the layers of a buildpack that dynos have.</summary>
    /// <returns>Their names and directories; null with the error when one has no content.</returns>
    public string? Add(BuildpackDescriptor buildpack, ConfinedDirectory layers, LayerStore store, IBuildOutput output, out List<(LayerFile Layer, ConfinedDirectory Files)> added)
    {
        added = [];
        var parent = room.App.CreateDirectory($"{Directory}/{buildpack.LayersName}");
        foreach (var layer in LayerFile.ReadAll(layers, buildpack).Where(static layer => layer.Launch))
        {
            var content = layers.DirectoryExists(layer.Name) ? layers.CreateDirectory(layer.Name) : store.Reusable(buildpack, layer);
            if (content is null)
            {
                return layer.Cache
                    ? $"The buildpack {buildpack} says that its layer '{layer.Name}' is cached, but it has no content."
                    : $"The buildpack {buildpack} wants its layer '{layer.Name}' of the build before, but there is none.";
            }

            if (!layers.DirectoryExists(layer.Name))
                output.Detail($"Reusing layer '{buildpack.Id}:{layer.Name}'");
            TreeLinks.Create(content, Path.Combine(parent, layer.Name));
            added.Add((layer, new ConfinedDirectory(Path.Combine(parent, layer.Name))));
            AddSboms(layers, layer.Name, $"{SbomDirectory}/{buildpack.LayersName}/{layer.Name}");
        }

        AddSboms(layers, "launch", $"{SbomDirectory}/{buildpack.LayersName}");
        return null;
    }

    /// <summary>Writes down what the build was made of, as the lifecycle does. Source: buildpacks/spec, platform.md, "metadata.toml".</summary>
    public void Describe(IEnumerable<BuildpackDescriptor> group, IEnumerable<LaunchProcess> processes, IEnumerable<LaunchFile> files)
    {
        var all = files.ToList();
        var table = new TomlTable
        {
            ["buildpacks"] = Tables(group.Select(static buildpack => new TomlTable { ["id"] = buildpack.Id, ["version"] = buildpack.Version, ["api"] = buildpack.Api.ToString() })),
            ["processes"] = Tables(processes.Select(static process =>
            {
                var entry = new TomlTable { ["type"] = process.Type, ["command"] = Words(process.Command), ["args"] = Words(process.Arguments), ["direct"] = process.Direct };
                if (process.WorkingDirectory is { } directory)
                    entry["working-dir"] = directory;
                return entry;
            })),
            ["labels"] = Tables(all.SelectMany(static file => file.Labels)),
            ["slices"] = Tables(all.SelectMany(static file => file.Slices)),
            ["bom"] = Tables(all.SelectMany(static file => file.Bom)),
        };
        foreach (var empty in table.Where(static pair => pair.Value is TomlTableArray { Count: 0 }).Select(static pair => pair.Key).ToList())
            table.Remove(empty);
        room.App.WriteText($"{Directory}/config/metadata.toml", TomlFiles.Write(table));
    }

    private static TomlTableArray Tables(IEnumerable<TomlTable> tables)
    {
        var array = new TomlTableArray();
        foreach (var table in tables)
            array.Add(table);
        return array;
    }

    private static TomlArray Words(ImmutableArray<string> words)
    {
        var array = new TomlArray();
        foreach (var word in words)
            array.Add(word);
        return array;
    }

    private void AddSboms(ConfinedDirectory layers, string name, string target)
    {
        foreach (var file in LayerSbom.Of(layers, name))
        {
            if (layers.ReadText(file) is not { } text)
                continue;
            room.App.WriteText($"{target}/sbom.{file[(name.Length + ".sbom.".Length)..]}", text);
            if (file.EndsWith(".cdx.json", StringComparison.Ordinal))
                _components.AddRange(LayerSbom.Components(text));
        }
    }
}
