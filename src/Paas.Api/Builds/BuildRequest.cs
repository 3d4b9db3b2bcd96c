using Paas.Api.Buildpacks;

namespace Paas.Api.Builds;

/// <summary>Body of <c>POST /apps/{app}/builds</c>.</summary>
internal sealed record BuildRequest
{
    public SourceBlob? SourceBlob { get; init; }

    /// <summary>Buildpacks from now on; null for those of the app.</summary>
    public IReadOnlyList<BuildpackChoice>? Buildpacks { get; init; }
}
