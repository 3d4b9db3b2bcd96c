namespace Paas.Api.Teams;

/// <summary>Bodies of the routes of teams.</summary>
internal sealed record TeamRequest
{
    public string? Name { get; init; }
    public string? Team { get; init; }
    public string? Email { get; init; }
    public string? Role { get; init; }
    public bool? Locked { get; init; }

    /// <summary>New owner of a team's app, by e-mail address or a team's name.</summary>
    public string? Owner { get; init; }
}
