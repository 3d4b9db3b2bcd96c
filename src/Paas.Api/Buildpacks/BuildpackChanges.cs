namespace Paas.Api.Buildpacks;

/// <summary>Body of <c>PUT /apps/{app}/buildpack-installations</c>: all buildpacks, in order.</summary>
internal sealed record BuildpackChanges
{
    public IReadOnlyList<BuildpackChoice>? Updates { get; init; }
}
