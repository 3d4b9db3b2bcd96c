using System.Text.Json;

namespace Paas.Api.Apps;

/// <summary>Body of <c>POST /apps</c> and <c>PATCH /apps/{app}</c>.</summary>
internal sealed record AppChange
{
    public string? Name { get; init; }
    public bool? Maintenance { get; init; }

    /// <summary>Stack of a new app, as a name, an id or <c>{"name"}</c>.</summary>
    public JsonElement? Stack { get; init; }

    /// <summary>Stack for the next build.</summary>
    public JsonElement? BuildStack { get; init; }

    /// <summary>Region, as a name, an id or <c>{"name"}</c>; there is one.</summary>
    public JsonElement? Region { get; init; }
}
