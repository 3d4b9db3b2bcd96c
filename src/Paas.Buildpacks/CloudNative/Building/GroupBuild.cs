using System.Collections.Immutable;
using System.Text;
using Paas.Files;
using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>
/// Builds with a group that passed detection: each buildpack in its turn, with the layers of the last build, the plan and the
/// environment that those before it made. Source: buildpacks/spec, buildpack.md, "Phase #3: Build".
/// </summary>
internal sealed class GroupBuild(BuildRoom room, GroupOutcome detected, LayerStore store, BuildContext context, string executionEnvironment)
{
    // Where it can, a copy shares its bytes with what it was copied from.
    private const string CopyFunction = "copy() { cp -a --reflink=auto -- \"$1\" \"$2\" 2>/dev/null || { rm -rf -- \"$2\"; cp -a -- \"$1\" \"$2\"; } || exit 1; }\n";

    private readonly List<EnvironmentChange> _environment = [];
    private readonly List<(BuildpackDescriptor Buildpack, ConfinedDirectory Layers)> _built = [];
    private readonly List<LaunchFile> _launchFiles = [];
    private RemainingPlan _plan = new(detected.Plan);

    /// <param name="name">Name of the group's files in the app.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<BuildpackResult> RunAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var buildpack in detected.Group)
        {
            if (await BuildAsync(buildpack, cancellationToken) is { } failed)
                return BuildpackResult.Failed(failed);
        }

        var (processes, web) = ProcessList.Of(_launchFiles);
        var launch = new LaunchLayers(room);
        launch.Prepare(detected.Group);
        var profile = new LaunchProfile(room);
        foreach (var (buildpack, layers) in _built)
        {
            if (launch.Add(buildpack, layers, store, context.Output, out var added) is { } missing)
                return BuildpackResult.Failed(missing);
            profile.Add(buildpack, added);
        }

        profile.Write(name, processes);
        launch.Describe(detected.Group, processes, _launchFiles);
        store.Save(_built);
        room.Clear();
        var types = processes.Select(process => KeyValuePair.Create(process.Type, ProcessCommand.Of(process, room.Moved))).ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new BuildpackResult
        {
            DefaultProcessTypes = web is null ? types : types.SetItem("web", types[web]),
            Components = launch.Components,
            Mounts = room.LaunchMounts,
            Exports = Exports(),
            BuildMounts = room.IsMounted && _environment.Count > 0 ? room.Mounts : [],
        };
    }

    /// <summary>What the layers made of the environment, for buildpacks that are no part of the group.</summary>
    private ImmutableSortedDictionary<string, string> Exports()
    {
        var exports = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var change in _environment)
            exports[change.Name] = change.Apply(exports.GetValueOrDefault(change.Name) ?? room.Environment.GetValueOrDefault(change.Name));
        return exports.ToImmutable();
    }

    private async ValueTask<string?> BuildAsync(BuildpackDescriptor buildpack, CancellationToken cancellationToken)
    {
        context.Output.Step($"{buildpack.Id} {buildpack.Version}".TrimEnd());
        var layers = new ConfinedDirectory(room.Layers.CreateDirectory(buildpack.LayersName));
        var copies = store.Restore(buildpack, layers);
        if (copies.Count > 0)
            context.Output.Detail($"Restoring from cache: {string.Join(", ", copies.Select(static copy => Path.GetFileName(copy.To)))}");

        var planned = _plan.For(buildpack.Id);
        var planFile = $"plan-{buildpack.LayersName}.toml";
        room.Work.WriteText(planFile, RemainingPlan.Write(planned, buildpack.Api));
        if (await RunAsync(buildpack, copies, room.Work.PathOf(planFile), cancellationToken) is not 0 and var code)
            return FormattableString.Invariant($"The Cloud Native buildpack {buildpack} failed with exit code {code} (lifecycle exit code 51).");

        var files = LayerFile.ReadAll(layers, buildpack);
        if (buildpack.Api.AtLeast(6))
        {
            foreach (var ignored in files.Where(layer => layer.IsIgnored && layers.DirectoryExists(layer.Name)))
                layers.Move(ignored.Name, ignored.Name + ".ignore");
        }

        foreach (var layer in files.Where(layer => layer.Build && layers.DirectoryExists(layer.Name)))
            _environment.AddRange(LayerEnvironment.OfBuild(new ConfinedDirectory(layers.CreateDirectory(layer.Name)), $"{room.LayersPath}/{buildpack.LayersName}/{layer.Name}", buildpack.Api));

        _launchFiles.Add(LaunchFile.Read(layers, buildpack, executionEnvironment));
        _built.Add((buildpack, layers));
        return Continue(buildpack, layers, planFile, planned) ?? (buildpack.Api.AtLeast(7) ? LayerSbom.Check(layers, buildpack) : null);
    }

    private async ValueTask<int> RunAsync(BuildpackDescriptor buildpack, IReadOnlyList<(string From, string To)> copies, string plan, CancellationToken cancellationToken)
    {
        var layersPath = $"{room.LayersPath}/{buildpack.LayersName}";
        var script = new StringBuilder();
        if (copies.Count > 0)
            script.Append(CopyFunction);
        foreach (var (from, to) in copies)
            script.Append($"copy {ShellText.Quote(from)} {ShellText.Quote(to)}\n");
        script.Append(ProgramScript.Write(
            room, buildpack, context.Stack, executionEnvironment, _environment,
            [("CNB_LAYERS_DIR", layersPath), ("CNB_BP_PLAN_PATH", plan)],
            buildpack.Files.PathOf("bin/build"), layersPath, room.Work.PathOf("platform"), plan));
        return await room.RunAsync($"build-{buildpack.LayersName}.sh", script.ToString(), null, cancellationToken);
    }

    /// <summary>Takes what the buildpack met out of the plan. Returns null, or what is wrong with what it said about that.</summary>
    private string? Continue(BuildpackDescriptor buildpack, ConfinedDirectory layers, string planFile, ImmutableArray<PlanRequirement> planned)
    {
        var names = planned.Select(static requirement => requirement.Name);
        if (!buildpack.Api.AtLeast(5))
        {
            // Up to API 0.4 it took out of its plan what it did not meet.
            var left = TomlFiles.Tables(TomlFiles.Read(room.Work, planFile, $"the buildpack {buildpack}") ?? [], "entries").Select(static entry => TomlFiles.Text(entry, "name"));
            _plan = _plan.Without([.. names.Where(name => left.Contains(name))]);
            return null;
        }

        var unmet = TomlFiles.Tables(TomlFiles.Read(layers, "build.toml", $"the buildpack {buildpack}") ?? [], "unmet").Select(static entry => TomlFiles.Text(entry, "name")).ToList();
        if (unmet.FirstOrDefault(name => !names.Contains(name)) is var strange && unmet.Exists(name => !names.Contains(name)))
            return $"build.toml of the buildpack {buildpack} says that '{strange}' is unmet, but nobody asked it for that.";
        _plan = _plan.Without([.. names.Where(name => !unmet.Contains(name))]);
        return null;
    }
}
