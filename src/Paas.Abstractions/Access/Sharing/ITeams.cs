namespace Paas;

/// <summary>
/// Teams, named by name or id. Members see a team; its admins change it. A team that the caller is not in is not found.
/// </summary>
public interface ITeams
{
    /// <summary>Creates a team whose admin is the caller.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: the name is illegal or taken.</exception>
    Task<Team> CreateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The caller's teams, by name; to the platform's owner, all.</summary>
    Task<IReadOnlyList<Team>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One team.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    Task<Team> GetAsync(string team, CancellationToken cancellationToken = default);

    /// <summary>Renames a team.</summary>
    Task<Team> RenameAsync(string team, string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a team.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it still owns apps.</exception>
    Task<Team> DeleteAsync(string team, CancellationToken cancellationToken = default);

    /// <summary>Members, by e-mail address.</summary>
    Task<IReadOnlyList<TeamMember>> ListMembersAsync(string team, CancellationToken cancellationToken = default);

    /// <summary>Adds a member or changes the role. An e-mail address without an account gets one without a password: an invitation.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it would leave the team without an admin, or 1,000 there already.</exception>
    Task<TeamMember> SetMemberAsync(string team, string user, TeamRole role, CancellationToken cancellationToken = default);

    /// <summary>Removes a member, who loses access to the team's apps as well. Everybody may leave.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: no member. <see cref="PaasErrors.InvalidParams"/>: the last admin.</exception>
    Task<TeamMember> RemoveMemberAsync(string team, string user, CancellationToken cancellationToken = default);

    /// <summary>Creates an app of the team; the caller, an admin or member, may do everything with it.</summary>
    Task<App> CreateAppAsync(string team, string? name = null, CancellationToken cancellationToken = default);
}
