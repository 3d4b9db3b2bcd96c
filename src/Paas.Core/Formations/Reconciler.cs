using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Certificates;
using Paas.Dynos;
using Paas.Engine;
using Paas.Logs;
using Paas.Releases;
using Paas.Routing;
using Paas.Sleeping;

namespace Paas.Formations;

/// <summary>
/// Carries out what the planner decides for an app, inside the app's mailbox. Level-triggered: it may be called at any
/// time and does nothing when nothing is to be done. Operations that take time run outside and post back.
/// </summary>
internal sealed partial class Reconciler(
    DynoEvents events, DynoSizes sizes, HealthProbe probe, RoutePublisher routes, CertificatePublisher certificates, Rollouts rollouts, WakeRecords wakes, IHttpRouter router, EngineLog log, EngineActivity activity,
    IOptions<EngineOptions> engineOptions, IOptions<PaasOptions> paasOptions, TimeProvider time, ILogger<Reconciler> logger)
{
    /// <summary>A timer cannot wait for ever, as a clock that jumped far back would have it; a wake too early only waits again.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private readonly EngineOptions _options = engineOptions.Value;
    private readonly string _baseDomain = paasOptions.Value.BaseDomain;

    /// <summary>Called with each lifecycle event of a dyno; set once by <see cref="FormationEvents"/>, which calls back into the reconciler.</summary>
    public Action<AppState, DynoInstance, DynoEvent> OnEvent { get; set; } = static (_, _, _) => { };

    public async ValueTask ReconcileAsync(AppState app)
    {
        if (app.Model is { Halted: true, Destroyed: false } && events.DynosOutliveHost)
        {
            SetWake(app, null); // the next host goes on where this one ends
            return;
        }

        if (app.Model is { IsEnding: false, Sleep.Phase: SleepPhase.Frozen })
        {
            await PublishRoutesAsync(app);
            SetWake(app, null); // nothing is decided for frozen dynos until they go on
            return;
        }

        var changed = true;
        while (changed)
        {
            changed = false;
            await PublishRoutesAsync(app);
            SetWake(app, null);
            var drains = new List<Guid>();
            foreach (var action in Planner.Plan(app.Model.Desired(), app.Model.Dynos, time.GetUtcNow(), _options))
                changed |= Apply(app, action, drains);
            if (drains.Count > 0)
                await DrainAsync(app, drains);
        }

        wakes.Advance(app);
        await rollouts.AdvanceAsync(app);
    }

    /// <summary>False when the router did not take the routes; the next reconciliation gives them again.</summary>
    public async ValueTask<bool> PublishRoutesAsync(AppState app)
    {
        var isCertified = await certificates.PublishAsync(app);
        var route = AppRoutes.Derive(app.Model);
        var hosts = AppRoutes.Hosts(app.Model, _baseDomain);
        if (app.Route is { } old && old.Status == route.Status && old.AppName == route.AppName && old.Settings == route.Settings
            && old.Targets.SequenceEqual(route.Targets) && app.Hosts.SequenceEqual(hosts))
            return true;

        try
        {
            await routes.PublishAsync(app.Hosts, hosts, route);
        }
        catch (Exception e)
        {
            // What was committed stays so, and nobody is told otherwise.
            Log.NotRouted(logger, app.Model.App.Name, e);
            app.Route = null;
            return false;
        }

        (app.Route, app.Hosts) = (isCertified ? route : null, hosts);
        return true;
    }

    private void SetWake(AppState app, DateTimeOffset? at)
    {
        if (at is not { } wake)
        {
            app.Wake?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        app.Wake ??= time.CreateTimer(static state => ((Action)state!)(), () => app.Mailbox.Post(() => ReconcileAsync(app)), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // A millisecond late rather than early: an early wake would only wait again. The clock may jump back: then it waits again, too.
        var delay = wake - time.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        app.Wake.Change(delay < TimeSpan.Zero ? TimeSpan.Zero : delay < MaxWait ? delay : MaxWait, Timeout.InfiniteTimeSpan);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The router did not take the routes of app {App}; they are given again at the next resync.")]
        public static partial void NotRouted(ILogger logger, string app, Exception exception);
    }
}
