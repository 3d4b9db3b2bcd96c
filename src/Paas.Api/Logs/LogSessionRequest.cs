namespace Paas.Api.Logs;

/// <summary>Body of <c>POST /apps/{app}/log-sessions</c>.</summary>
internal sealed record LogSessionRequest
{
    /// <summary>A dyno (<c>web.1</c>) or a process type.</summary>
    public string? Dyno { get; init; }

    /// <summary>The same as <see cref="Dyno"/>, in newer clients.</summary>
    public string? DynoName { get; init; }

    /// <summary>A process type, in newer clients.</summary>
    public string? Type { get; init; }

    public int? Lines { get; init; }
    public string? Source { get; init; }
    public bool? Tail { get; init; }
}
