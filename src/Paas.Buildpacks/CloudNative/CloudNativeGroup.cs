using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Paas.Fetching;

namespace Paas.CloudNative;

/// <summary>Cloud Native buildpacks that follow each other in an app's list: they plan together, as one buildpack.</summary>
internal sealed class CloudNativeGroup(ImmutableArray<FetchedBuildpack> buildpacks) : IBuildpack
{
    // What detection found out, for the build that follows.
    private readonly ConditionalWeakTable<BuildContext, DetectedBuild> _detected = [];

    /// <inheritdoc />
    public string Name => string.Join(", ", buildpacks.Select(static buildpack => buildpack.Name));

    /// <inheritdoc />
    public async ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var detected = await FindAsync(context, cancellationToken);
        return detected.Language ?? throw new PaasException(PaasErrors.InvalidParams, detected.Reason);
    }

    /// <inheritdoc />
    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken) =>
        await (_detected.TryGetValue(context, out var detected) ? detected : await FindAsync(context, cancellationToken)).BuildAsync(cancellationToken);

    private async ValueTask<DetectedBuild> FindAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var named = buildpacks.Select(static buildpack => BuildpackDescriptor.Read(buildpack.Files, buildpack.Name)).ToList();
        var set = new BuildpackSet(named.Concat(buildpacks.SelectMany(static buildpack => ComponentBuildpacks.Below(buildpack))));
        ImmutableArray<GroupEntry> group = [.. named.Select(static buildpack => new GroupEntry(buildpack.Id, buildpack.Version, Optional: false))];
        var detected = await DetectedBuild.FindAsync(context, set, [group], string.Join(' ', named.Select(static buildpack => buildpack.Id)), [], cancellationToken);
        _detected.AddOrUpdate(context, detected);
        return detected;
    }
}
