using Paas.Access.Guards;
using Paas.Apps;
using Paas.Builds;
using Paas.Config;
using Paas.Domains;
using Paas.Dynos;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;
using Paas.Schedules;

namespace Paas.Engine;

/// <summary>The facade over the engine for one actor.</summary>
internal sealed class Platform(EngineServices engine, IAuthorizer authorizer, string actor) : IPlatform
{
    public IApps Apps { get; } = new PlatformApps(engine, actor);

    public IConfigVars Config { get; } = new PlatformConfigVars(engine, actor);

    public IBuilds Builds { get; } = new PlatformBuilds(engine, actor);

    public IReleases Releases { get; } = new PlatformReleases(engine, actor);

    public IFormations Formations { get; } = new PlatformFormations(engine, actor);

    public IDynos Dynos { get; } = new PlatformDynos(engine, actor);

    public ISchedules Schedules { get; } = new PlatformSchedules(engine, actor);

    public ILogs Logs { get; } = new PlatformLogs(engine);

    public IDomains Domains { get; } = new PlatformDomains(engine, actor);

    public IPlatform As(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        return new Platform(engine, authorizer, actor);
    }

    public IPlatform As(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new GuardedPlatform(As(caller.Email), new AppGuard(engine, authorizer, caller), As);
    }
}
