namespace Paas;

/// <summary>
/// The whole engine as an API: what the Heroku Platform API can do over HTTP, a host can do here from code.
/// Every method that takes <c>app</c> accepts the app's name or its id. Failures that a caller can act on are thrown
/// as <see cref="PaasException"/> with an error id of the Platform API.
/// </summary>
public interface IPlatform
{
    /// <summary>Create, find, change and destroy apps.</summary>
    IApps Apps { get; }

    /// <summary>Read and change an app's config vars.</summary>
    IConfigVars Config { get; }

    /// <summary>Build source into a slug and release it.</summary>
    IBuilds Builds { get; }

    /// <summary>The append-only release ledger, and rollback.</summary>
    IReleases Releases { get; }

    /// <summary>Look into the slugs of releases.</summary>
    ISlugs Slugs { get; }

    /// <summary>Scale an app's process types.</summary>
    IFormations Formations { get; }

    /// <summary>List, restart and stop dynos; run one-off commands.</summary>
    IDynos Dynos { get; }

    /// <summary>Commands that run by the clock.</summary>
    ISchedules Schedules { get; }

    /// <summary>Read and follow an app's log.</summary>
    ILogs Logs { get; }

    /// <summary>An app's host names.</summary>
    IDomains Domains { get; }

    /// <summary>An app's certificates.</summary>
    ICertificates Certificates { get; }

    /// <summary>Accounts, tokens, teams, who has access, and who changed what.</summary>
    IAccounts Accounts { get; }

    /// <summary>The same platform acting for <paramref name="actor"/>: the name that releases and log lines carry ("by user …").</summary>
    /// <param name="actor">An e-mail address or another name of a person or program.</param>
    IPlatform As(string actor);

    /// <summary>
    /// The same platform for a caller whom a host does not trust with everything: each call is refused unless
    /// <see cref="IAuthorizer"/> allows it. An app that the caller may not even see is not found; anything else that is not
    /// allowed is <see cref="PaasErrors.Forbidden"/>. HTTP endpoints, git and dashboards act on this one.
    /// </summary>
    /// <param name="caller">Who calls, from an <see cref="IAuthenticator"/> or a host's own authentication.</param>
    IPlatform As(Caller caller);
}
