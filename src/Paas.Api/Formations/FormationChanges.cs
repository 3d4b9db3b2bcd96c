namespace Paas.Api.Formations;

/// <summary>Body of <c>PATCH /apps/{app}/formation</c>.</summary>
internal sealed record FormationChanges
{
    public IReadOnlyList<FormationChange>? Updates { get; init; }
}
