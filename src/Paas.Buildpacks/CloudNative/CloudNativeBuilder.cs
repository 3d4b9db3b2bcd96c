using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Paas.Files;
using Paas.Selection;

namespace Paas.CloudNative;

/// <summary>
/// The Cloud Native buildpacks of the host, tried in its order: a directory as a builder image has it at <c>/cnb</c>, with <c>order.toml</c> and
/// <c>buildpacks</c>. Source: buildpacks/spec, platform.md, "order.toml" and "Directories".
/// </summary>
internal sealed class CloudNativeBuilder(string directory, string name) : IBuildpack
{
    private readonly ConditionalWeakTable<BuildContext, DetectedBuild> _detected = [];

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public async ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var detected = await FindAsync(context, cancellationToken);
        // That no group passes is what detection is for; that a buildpack fails is worth a word.
        if (detected is { Language: null, Errored: true })
            context.Output.Alert(detected.Reason);
        return detected.Language;
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        if (!_detected.TryGetValue(context, out var detected))
            detected = await FindAsync(context, cancellationToken);
        var source = new ConfinedDirectory(context.AppDirectory);
        ProjectDescriptor.Read(source)?.Filter(source);
        return await detected.BuildAsync(cancellationToken);
    }

    private async ValueTask<DetectedBuild> FindAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var files = new ConfinedDirectory(directory);
        var order = GroupEntry.ReadOrder(
            TomlFiles.Read(files, "order.toml", $"the builder {directory}") ?? throw new PaasException(PaasErrors.Unavailable, $"The builder {directory} has no order.toml."),
            "order.toml");
        // Build dynos see the host's buildpacks where they are.
        ImmutableArray<DynoMount> mounts = [new DynoMount(files.PathOf("buildpacks"), files.PathOf("buildpacks"))];
        var detected = await DetectedBuild.FindAsync(context, new BuildpackSet(ComponentBuildpacks.Below(files, "buildpacks", directory)), order, name, mounts, cancellationToken);
        _detected.AddOrUpdate(context, detected);
        return detected;
    }
}
