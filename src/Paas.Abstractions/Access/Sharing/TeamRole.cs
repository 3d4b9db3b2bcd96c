namespace Paas;

/// <summary>What somebody is in a team.</summary>
/// <remarks>Source: Platform API schema, <c>team-member.role</c>.</remarks>
public enum TeamRole
{
    /// <summary>May do everything with the team and its apps.</summary>
    Admin,

    /// <summary>Sees the team's apps, makes new ones and may join those that are not locked.</summary>
    Member,

    /// <summary>Has access to single apps only.</summary>
    Collaborator,

    /// <summary>Sees the team's apps and changes nothing, whatever else was given.</summary>
    Viewer,
}
