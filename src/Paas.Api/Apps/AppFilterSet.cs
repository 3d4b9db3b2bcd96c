namespace Paas.Api.Apps;

/// <summary>The apps that are wanted; null for all.</summary>
internal sealed record AppFilterSet
{
    public IReadOnlyList<Guid>? Id { get; init; }
    public IReadOnlyList<string>? Name { get; init; }
}
