using Paas.Access;
using Paas.Access.Guards;
using Paas.Access.Sharing;
using Paas.Apps;
using Paas.Builds;
using Paas.Certificates;
using Paas.Config;
using Paas.Domains;
using Paas.Dynos;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;
using Paas.Schedules;
using Paas.Slugs;

namespace Paas.Engine;

/// <summary>The facade over the engine for one actor, who may do everything; <see cref="GuardedPlatform"/> stands before it for callers.</summary>
internal sealed class Platform : IPlatform
{
    private readonly EngineServices _engine;
    private readonly AccountServices _access;
    private readonly PlatformApps _apps;
    private readonly AppGuard _guard;

    public Platform(EngineServices engine, AccountServices access, string actor)
        : this(engine, access, actor, new AppGuard(engine, Trusted.Instance, access.Audit, access.Accounts.Owner))
    {
    }

    private Platform(EngineServices engine, AccountServices access, string actor, AppGuard guard)
    {
        (_engine, _access, _guard) = (engine, access, guard);
        _apps = new PlatformApps(engine, actor, guard.Caller.IsPlatformOwner ? null : guard.Caller.AccountId);
        Config = new PlatformConfigVars(engine, actor);
        Builds = new PlatformBuilds(engine, actor);
        Releases = new PlatformReleases(engine, actor);
        Slugs = new PlatformSlugs(engine);
        Formations = new PlatformFormations(engine, actor);
        Dynos = new PlatformDynos(engine, actor);
        Schedules = new PlatformSchedules(engine, actor);
        Logs = new PlatformLogs(engine);
        Domains = new PlatformDomains(engine, actor);
        Certificates = new PlatformCertificates(engine, _apps, actor);
    }

    public IApps Apps => _apps;

    public IConfigVars Config { get; }

    public IBuilds Builds { get; }

    public IReleases Releases { get; }

    public ISlugs Slugs { get; }

    public IFormations Formations { get; }

    public IDynos Dynos { get; }

    public ISchedules Schedules { get; }

    public ILogs Logs { get; }

    public IDomains Domains { get; }

    public ICertificates Certificates { get; }

    public IAccounts Accounts => field ??= new PlatformAccounts(_engine, _access, _apps, _guard);

    public IPlatform As(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        return new Platform(_engine, _access, actor);
    }

    public IPlatform As(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(caller.Email);
        var guard = new AppGuard(_engine, _access.Authorizer, _access.Audit, caller);
        return new GuardedPlatform(new Platform(_engine, _access, caller.Email, guard), guard, As);
    }
}
