using Paas.Files;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>
/// The layers that the last good build of an app left for the next: what it cached, and what dynos got and the next build may reuse.
/// A build works on copies, so that one that fails changes nothing here.
/// </summary>
internal sealed class LayerStore
{
    private const string Saved = "saved";
    private const string Next = "next";
    private const string StateFile = "state.toml";
    private const string StoreFile = "store.toml";

    private readonly ConfinedDirectory _directory;
    private readonly TomlTable _apis;

    /// <param name="cache">The app's cache.</param>
    /// <param name="group">Name of the group, which has layers of its own.</param>
    /// <param name="layersPath">Where programs see layers; those that were made under another path are of no use.</param>
    public LayerStore(string cache, string group, string layersPath)
    {
        _directory = new ConfinedDirectory(new ConfinedDirectory(cache).CreateDirectory($"cloud-native/{group}"));
        _directory.Delete(Next);
        LayersPath = layersPath;
        var state = ReadState();
        if (TomlFiles.Text(state, "layers") != layersPath)
            _directory.Delete(Saved);
        _apis = TomlFiles.Table(state, "buildpacks") ?? [];
    }

    private string LayersPath { get; }

    /// <summary>
    /// Puts into a buildpack's empty directory of layers what the last build left it. Returns the layers whose content is still to be copied
    /// there, by commands of the build: pairs of directories of the host.
    /// </summary>
    public IReadOnlyList<(string From, string To)> Restore(BuildpackDescriptor buildpack, ConfinedDirectory layers)
    {
        if (Layers(buildpack) is not { } saved)
            return [];
        var copies = new List<(string, string)>();
        foreach (var layer in LayerFile.ReadAll(saved, buildpack).Where(LayerRules.RestoresMetadata))
        {
            var restoresContent = LayerRules.RestoresContent(layer);
            if (restoresContent && !saved.DirectoryExists(layer.Name))
                continue;
            layers.WriteText($"{layer.Name}.toml", layer.Restored(buildpack.Api));
            foreach (var sbom in LayerSbom.Of(saved, layer.Name))
                Copy(saved, layers, sbom);
            if (restoresContent)
                copies.Add((saved.PathOf(layer.Name), layers.PathOf(layer.Name)));
        }

        Copy(saved, layers, StoreFile);
        return copies;
    }

    /// <summary>The content of a layer as dynos got it from the last build, or null.</summary>
    public string? Reusable(BuildpackDescriptor buildpack, LayerFile layer) =>
        LayerRules.IsReusable(layer) && Layers(buildpack) is { } saved && saved.DirectoryExists(layer.Name)
        && LayerFile.ReadAll(saved, buildpack).Any(before => before.Name == layer.Name && LayerRules.IsReusable(before))
            ? saved.PathOf(layer.Name)
            : null;

    /// <summary>Takes the layers of a good build in place of those that were here.</summary>
    public void Save(IEnumerable<(BuildpackDescriptor Buildpack, ConfinedDirectory Layers)> built)
    {
        _directory.Delete(Next);
        var apis = new TomlTable();
        foreach (var (buildpack, layers) in built)
        {
            var before = Layers(buildpack);
            var next = new ConfinedDirectory(_directory.CreateDirectory($"{Next}/{buildpack.LayersName}"));
            apis[buildpack.Id] = buildpack.Api.ToString();
            Copy(layers, next, StoreFile);
            foreach (var layer in LayerFile.ReadAll(layers, buildpack).Where(static layer => layer.Cache || layer.Launch))
            {
                Copy(layers, next, $"{layer.Name}.toml");
                foreach (var sbom in LayerSbom.Of(layers, layer.Name))
                    Copy(layers, next, sbom);
                if (layers.DirectoryExists(layer.Name))
                    Move(layers.CreateDirectory(layer.Name), next.PathOf(layer.Name), layer.Build ? _directory.PathOf($"{Saved}/{buildpack.LayersName}/{layer.Name}") : null);
                else if (LayerRules.IsReusable(layer) && before?.DirectoryExists(layer.Name) == true)
                    Directory.Move(before.CreateDirectory(layer.Name), next.PathOf(layer.Name));
            }
        }

        _directory.WriteText($"{Next}/{StateFile}", TomlFiles.Write(new TomlTable { ["layers"] = LayersPath, ["buildpacks"] = apis }));
        _directory.Delete(Saved);
        _directory.Move(Next, Saved);
    }

    /// <param name="from">The directory.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="final">Where it will be, where it must still be found at its old place: what builds later may need it.</param>
    private static void Move(string from, string to, string? final)
    {
        Directory.Move(from, to);
        if (final is not null)
            Directory.CreateSymbolicLink(from, final);
    }

    private TomlTable ReadState()
    {
        try
        {
            return TomlFiles.Read(_directory, $"{Saved}/{StateFile}", "the cache") ?? [];
        }
        catch (PaasException)
        {
            return [];
        }
    }

    /// <summary>What is here of a buildpack; null when nothing is, or it was written for another API, by which the files mean something else.</summary>
    private ConfinedDirectory? Layers(BuildpackDescriptor buildpack)
    {
        var path = $"{Saved}/{buildpack.LayersName}";
        return TomlFiles.Text(_apis, buildpack.Id) == buildpack.Api.ToString() && _directory.DirectoryExists(path) ? new ConfinedDirectory(_directory.CreateDirectory(path)) : null;
    }

    private static void Copy(ConfinedDirectory from, ConfinedDirectory to, string file)
    {
        if (from.FileExists(file) && from.ReadText(file) is { } text)
            to.WriteText(file, text);
    }
}
