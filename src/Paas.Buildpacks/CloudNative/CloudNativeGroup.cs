using System.Collections.Immutable;
using Paas.Fetching;

namespace Paas.CloudNative;

/// <summary>Cloud Native buildpacks that follow each other in an app's list.</summary>
internal sealed class CloudNativeGroup(ImmutableArray<FetchedBuildpack> buildpacks) : IBuildpack
{
    public string Name => string.Join(", ", buildpacks.Select(static buildpack => buildpack.Name));

    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken) =>
        throw new PaasException(PaasErrors.InvalidParams, $"{Name} is a Cloud Native buildpack.");

    public ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken) => new(BuildpackResult.Failed($"{Name} is a Cloud Native buildpack."));
}
