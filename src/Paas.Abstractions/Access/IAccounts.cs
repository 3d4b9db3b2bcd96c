namespace Paas;

/// <summary>
/// Accounts and what they have access to. On the host's own <see cref="IPlatform"/> the calls are those of the platform's
/// owner; on <see cref="IPlatform.As(Caller)"/> they are the caller's, who sees and changes only what is the caller's own. What
/// a token's scope does not allow is <see cref="PaasErrors.Forbidden"/>.
/// </summary>
public interface IAccounts
{
    /// <summary>Accounts: e-mail, name, password.</summary>
    IUsers Users { get; }

    /// <summary>Finding out who somebody is by password, second factor or browser.</summary>
    ISignIn SignIn { get; }

    /// <summary>The second factor of the caller's account.</summary>
    ITwoFactor TwoFactor { get; }

    /// <summary>The caller's SSH keys.</summary>
    ISshKeys Keys { get; }

    /// <summary>The caller's tokens and sessions.</summary>
    IAuthorizations Authorizations { get; }

    /// <summary>The caller's OAuth clients, and the grants to clients.</summary>
    IOAuthClients Clients { get; }

    /// <summary>Who has access to an app.</summary>
    ICollaborators Collaborators { get; }

    /// <summary>Apps on their way to another owner.</summary>
    IAppTransfers Transfers { get; }

    /// <summary>Teams and their members.</summary>
    ITeams Teams { get; }

    /// <summary>Who changed what.</summary>
    IAuditTrail Audit { get; }
}
