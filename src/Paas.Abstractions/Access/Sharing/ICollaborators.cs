namespace Paas;

/// <summary>Who has access to an app. A <c>user</c> is named by e-mail address or id, and <c>~</c> is the caller.</summary>
public interface ICollaborators
{
    /// <summary>The owner first, then everybody who was given access, by e-mail address. Of a team's app also the team's admins.</summary>
    Task<IReadOnlyList<Collaborator>> ListAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives somebody access. An e-mail address without an account gets one without a password: an invitation (see
    /// <see cref="IUsers.CreatePasswordResetAsync"/>).
    /// </summary>
    /// <param name="app">Name or id.</param>
    /// <param name="user">E-mail address or id.</param>
    /// <param name="permissions">Any of view, deploy, operate, manage; null for what Heroku gives: all of a personal app but manage, of a team's app view.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: already a collaborator, or 500 there already.</exception>
    Task<Collaborator> AddAsync(string app, string user, AppPermissions? permissions = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what somebody may do.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: not a collaborator.</exception>
    Task<Collaborator> UpdateAsync(string app, string user, AppPermissions permissions, CancellationToken cancellationToken = default);

    /// <summary>Takes access away. Everybody may leave.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: not a collaborator.</exception>
    Task<Collaborator> RemoveAsync(string app, string user, CancellationToken cancellationToken = default);

    /// <summary>A member joins an app of the team that is not locked, and may deploy and operate it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Forbidden"/>: it is locked, or not of a team in which the caller is a member.</exception>
    Task<Collaborator> JoinAsync(string app, CancellationToken cancellationToken = default);

    /// <summary>Locks a team's app, so that nobody can join, or unlocks it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it is no team's app.</exception>
    Task<App> LockAsync(string app, bool locked, CancellationToken cancellationToken = default);
}
