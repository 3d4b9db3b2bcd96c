using System.Text.Json;

namespace Paas.Api.Releases;

/// <summary>Body of <c>POST /apps/{app}/releases</c>: a rollback, or a new release of a slug.</summary>
internal sealed record ReleaseChangeBody
{
    /// <summary>Rollback to this release, by id or number.</summary>
    public JsonElement? Release { get; init; }

    /// <summary>Slug to release, by id.</summary>
    public Guid? Slug { get; init; }

    public string? Description { get; init; }
}
