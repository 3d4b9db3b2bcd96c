namespace Paas.Access.Guards;

/// <summary>The facade for one caller. A new member of a facade interface is added here with the <see cref="AppAction"/> that it takes; one that changes something goes through <c>ChangeAsync</c>, which records it.</summary>
internal sealed class GuardedPlatform(IPlatform platform, AppGuard guard, Func<Caller, IPlatform> other) : IPlatform
{
    public IApps Apps { get; } = new GuardedApps(platform.Apps, guard);

    public IConfigVars Config { get; } = new GuardedConfigVars(platform.Config, guard);

    public IBuilds Builds { get; } = new GuardedBuilds(platform.Builds, guard);

    public IReleases Releases { get; } = new GuardedReleases(platform.Releases, guard);

    public ISlugs Slugs { get; } = new GuardedSlugs(platform.Slugs, guard);

    public IFormations Formations { get; } = new GuardedFormations(platform.Formations, guard);

    public IDynos Dynos { get; } = new GuardedDynos(platform.Dynos, guard);

    public ISchedules Schedules { get; } = new GuardedSchedules(platform.Schedules, guard);

    public ILogs Logs { get; } = new GuardedLogs(platform.Logs, guard);

    public IDomains Domains { get; } = new GuardedDomains(platform.Domains, guard);

    public ICertificates Certificates { get; } = new GuardedCertificates(platform.Certificates, guard);

    public IAccounts Accounts => platform.Accounts; // made for the same guard

    /// <summary>A caller cannot become a name of its own choice, and with that more than it is.</summary>
    public IPlatform As(string actor) =>
        throw new PaasException(PaasErrors.Forbidden, $"{guard.Caller.Email} cannot act as '{(actor.Length > 60 ? actor[..60] + "..." : actor)}'. Start from the host's own IPlatform.");

    /// <summary>Only the owner of the platform can, with a token that is limited to nothing.</summary>
    public IPlatform As(Caller caller)
    {
        guard.RequirePlatformOwner();
        return other(caller);
    }
}
