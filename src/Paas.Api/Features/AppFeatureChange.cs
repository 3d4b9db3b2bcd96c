namespace Paas.Api.Features;

/// <summary>Body of <c>PATCH /apps/{app}/features/{feature}</c>.</summary>
internal sealed record AppFeatureChange
{
    public bool? Enabled { get; init; }
}
