using Paas.Api.Json;

namespace Paas.Api.Dynos;

/// <summary>A dyno. Source: Platform API schema, <c>dyno</c>.</summary>
internal sealed record DynoBody(
    NamedReference App, string? AttachUrl, string Command, DateTimeOffset CreatedAt, Guid Id, string Name, DynoRelease Release, string Size,
    string State, string Type, DateTimeOffset UpdatedAt)
{
    public static string StateOf(DynoState state) => state switch
    {
        DynoState.Starting => "starting",
        DynoState.Up => "up",
        DynoState.Crashed => "crashed",
        DynoState.Idle => "idle",
        _ => "down",
    };
}
