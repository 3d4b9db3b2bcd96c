using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Logs;
using Paas.Releases;
using Paas.Routing;

namespace Paas.Formations;

/// <summary>
/// Carries out what the planner decides for an app, inside the app's mailbox. Level-triggered: it may be called at any
/// time and does nothing when nothing is to be done. Operations that take time run outside and post back.
/// </summary>
internal sealed partial class Reconciler(
    DynoEvents events, DynoSizes sizes, RoutePublisher routes, Rollouts rollouts, IHttpRouter router, EngineLog log, EngineActivity activity,
    IOptions<EngineOptions> engineOptions, IOptions<PaasOptions> paasOptions, TimeProvider time, ILogger<Reconciler> logger)
{
    /// <summary>Time between two tries to reach a listening dyno through the router.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

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

        var changed = true;
        while (changed)
        {
            changed = false;
            await PublishRoutesAsync(app);
            SetWake(app, null);
            foreach (var action in Planner.Plan(app.Model.Desired(), app.Model.Dynos, time.GetUtcNow(), _options))
                changed |= await ApplyAsync(app, action);
        }

        await rollouts.AdvanceAsync(app);
    }

    private async ValueTask<bool> ApplyAsync(AppState app, PlanAction action)
    {
        switch (action)
        {
            case PlanAction.Start start:
                Start(app, start);
                return true;
            case PlanAction.Check check:
                Check(app, check.Id);
                return false;
            case PlanAction.Drain drain:
                await DrainAsync(app, drain.Id);
                return false;
            case PlanAction.Stop stop:
                Stop(app, stop.Id);
                return true;
            case PlanAction.FailBoot fail:
                FailBoot(app, fail);
                return true;
            case PlanAction.Forget forget:
                app.Model = app.Model with { Dynos = app.Model.Dynos.RemoveAll(dyno => dyno.Id == forget.Id) };
                return true;
            case PlanAction.WaitUntil wait:
                SetWake(app, wait.Time);
                return false;
            default:
                throw new InvalidOperationException($"No such action: {action}.");
        }
    }

    private void Start(AppState app, PlanAction.Start start)
    {
        var model = app.Model;
        var release = model.Current!;
        var now = time.GetUtcNow();
        var dyno = new DynoInstance
        {
            Id = Guid.NewGuid(),
            Type = start.Process.Type,
            Index = start.Index,
            Release = release.Release.Version,
            Size = start.Process.Size,
            Command = start.Process.Command,
            Phase = DynoPhase.Starting,
            StartedAt = now,
            ChangedAt = now,
            Crashes = start.Crashes,
        };
        app.Model = model with { Dynos = model.Dynos.Add(dyno) };
        if (start.Crashes > 0)
            log.StateChanged(app.Id, dyno.Name, "crashed", "starting");

        var spec = new DynoSpec
        {
            Id = dyno.Id,
            AppId = app.Id,
            Name = dyno.Name,
            Type = dyno.Type,
            Command = dyno.Command,
            Environment = ReleaseEnvironment.Derive(model.App, release.Release, dyno.Id, _baseDomain, release.Config),
            SlugDigest = release.Release.Slug!.Digest,
            Image = release.Release.Slug.ImageOf(dyno.Type),
            Stack = release.Release.Slug.Stack,
            NeedsPort = dyno.IsWeb,
            Size = sizes.FindStored(dyno.Size),
            Release = dyno.Release,
        };
        events.StartDyno(spec, dynoEvent => OnEvent(app, dyno, dynoEvent));
    }

    private void Check(AppState app, Guid id)
    {
        app.ReplaceDyno(app.FindDyno(id)! with { Checking = true });
        activity.Run(async () =>
        {
            var problem = await RouterCheckAsync(id);
            app.Mailbox.Post(() =>
            {
                if (app.FindDyno(id) is not { Phase: DynoPhase.Listening } dyno)
                    return ValueTask.CompletedTask;

                var now = time.GetUtcNow();
                app.ReplaceDyno(problem is null
                    ? log.Tell(app.Id, dyno, "up") with { Phase = DynoPhase.Up, ChangedAt = now, Checking = false, Reason = null }
                    : dyno with { Checking = false, NextCheckAt = now + CheckInterval, Reason = problem });
                return ReconcileAsync(app);
            });
        });
    }

    private async Task<string?> RouterCheckAsync(Guid id)
    {
        try
        {
            return await router.CheckAsync(id, CancellationToken.None);
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    /// <summary>The routes without the dyno are in use before its drain begins, so no request is sent to it afterwards.</summary>
    private async ValueTask DrainAsync(AppState app, Guid id)
    {
        var dyno = app.FindDyno(id)!;
        app.ReplaceDyno(dyno with { Phase = DynoPhase.Draining, ChangedAt = time.GetUtcNow() });
        if (!await PublishRoutesAsync(app))
        {
            app.ReplaceDyno(dyno); // the router still sends it requests
            return;
        }

        activity.Run(async () =>
        {
            using var timeout = new CancellationTokenSource(_options.DrainTimeout, time);
            try
            {
                await router.DrainAsync(id, timeout.Token);
            }
            catch (Exception)
            {
                // Out of time, or the router failed: the requests that are left end with the dyno.
            }

            app.Mailbox.Post(() =>
            {
                if (app.FindDyno(id) is { Phase: DynoPhase.Draining } dyno)
                    app.ReplaceDyno(dyno with { Drained = true });
                return ReconcileAsync(app);
            });
        });
    }

    private void Stop(AppState app, Guid id)
    {
        var dyno = app.FindDyno(id)!;
        app.ReplaceDyno(dyno with { Phase = DynoPhase.Stopping, ChangedAt = time.GetUtcNow() });
        log.Heroku(app.Id, dyno.Name, "Stopping all processes with SIGTERM");
        events.StopDyno(id, _options.ExitTimeout);
    }

    private void FailBoot(AppState app, PlanAction.FailBoot fail)
    {
        var dyno = app.FindDyno(fail.Id)!;
        var reason = DynoExplanation.OfBootFailure(dyno, fail.Failure, _options);
        app.ReplaceDyno(dyno with { Phase = DynoPhase.Failing, ChangedAt = time.GetUtcNow(), Reason = reason });
        log.Heroku(app.Id, dyno.Name, DynoExplanation.R10(_options));
        log.Heroku(app.Id, dyno.Name, reason);
        log.Heroku(app.Id, dyno.Name, "Stopping process with SIGKILL");
        events.StopDyno(fail.Id, TimeSpan.Zero);
    }

    /// <summary>False when the router did not take the routes; the next reconciliation gives them again.</summary>
    private async ValueTask<bool> PublishRoutesAsync(AppState app)
    {
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

        (app.Route, app.Hosts) = (route, hosts);
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
