namespace Paas.Access.Sharing;

/// <summary>What an account is to an app.</summary>
/// <param name="IsPlatformOwner">It owns the platform.</param>
/// <param name="IsOwner">The app is personal and the account's own.</param>
/// <param name="Given">What the account was given for this app; null when it is no collaborator.</param>
/// <param name="IsTeamApp">A team owns the app.</param>
/// <param name="Role">What the account is in that team; null when it is not in it.</param>
internal sealed record AppStanding(bool IsPlatformOwner, bool IsOwner, AppPermissions? Given, bool IsTeamApp, TeamRole? Role);
