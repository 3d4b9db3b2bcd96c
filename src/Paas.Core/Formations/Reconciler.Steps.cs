using Paas.Apps;
using Paas.Dynos;
using Paas.Releases;
using Paas.Routing;

namespace Paas.Formations;

/// <content>The steps of a plan.</content>
internal sealed partial class Reconciler
{
    /// <summary>Time between two tries to reach a listening dyno through the router.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns whether there is something to plan anew. Drains of one plan are collected, to be one change of the routes.</summary>
    private bool Apply(AppState app, PlanAction action, List<Guid> drains)
    {
        switch (action)
        {
            case PlanAction.Start start:
                Start(app, start);
                return true;
            case PlanAction.Check check:
                Check(app, app.FindDyno(check.Id)!);
                return false;
            case PlanAction.Switch change:
                app.ReplaceDyno(app.FindDyno(change.Id)! with { HeldUntil = null });
                return true;
            case PlanAction.Cycle cycle:
                var dyno = app.FindDyno(cycle.Id)!;
                log.Heroku(app.Id, dyno.Name, "Cycling");
                app.ReplaceDyno(dyno with { Stale = true, Cycling = true });
                return true;
            case PlanAction.Drain drain:
                drains.Add(drain.Id);
                return false;
            case PlanAction.Stop stop:
                Stop(app, app.FindDyno(stop.Id)!);
                return true;
            case PlanAction.FailBoot fail:
                FailBoot(app, fail);
                return true;
            case PlanAction.Forget forget:
                Forget(app, app.FindDyno(forget.Id)!);
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
        var release = app.Model.Current!;
        var now = time.GetUtcNow();
        AnnounceReplacements(app, start);
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
            HeldUntil = start.HeldUntil,
            Health = HealthRules.Begin(start.Process.HealthCheck, DynoPhase.Starting),
        };
        app.Model = app.Model with { Dynos = app.Model.Dynos.Add(dyno) };
        var spec = new DynoSpec
        {
            Id = dyno.Id,
            AppId = app.Id,
            Name = dyno.Name,
            Type = dyno.Type,
            Command = dyno.Command,
            Environment = ReleaseEnvironment.Derive(app.Model.App, release.Release, dyno.Id, _baseDomain, release.Config),
            SlugDigest = release.Release.Slug!.Digest,
            SlugPacks = release.Release.Slug.Packs,
            Image = release.Release.Slug.ImageOf(dyno.Type),
            Stack = release.Release.Slug.Stack,
            Mounts = release.Release.Slug.Mounts,
            NeedsPort = dyno.IsWeb,
            Size = sizes.FindStored(dyno.Size),
            Release = dyno.Release,
        };
        events.StartDyno(spec, dynoEvent => OnEvent(app, dyno, dynoEvent));
    }

    /// <summary>The health check comes first; then a web dyno that is not held is in the routes, and the router must reach it.</summary>
    private void Check(AppState app, DynoInstance dyno)
    {
        var id = dyno.Id;
        app.ReplaceDyno(dyno with { Checking = true });
        var check = dyno is { Health: DynoHealth.Pending } or { Health: DynoHealth.Passing, Phase: DynoPhase.Up } ? HealthCheckOf(app, dyno) : null;
        var model = app.Model;
        activity.Run(async () =>
        {
            var problem = check is not null ? await probe.CheckAsync(model, dyno, check, _baseDomain)
                : dyno is { IsWeb: true, HeldUntil: null } ? await RouterCheckAsync(id)
                : null;
            app.Mailbox.Post(() =>
            {
                if (app.FindDyno(id) is not { Checking: true } now)
                    return ValueTask.CompletedTask;
                app.ReplaceDyno(check is null ? Reached(app, now, problem) : Checked(app, now, check, problem));
                return ReconcileAsync(app);
            });
        });
    }

    private DynoInstance Reached(AppState app, DynoInstance dyno, string? problem)
    {
        var now = time.GetUtcNow();
        return dyno.Phase != DynoPhase.Listening ? dyno with { Checking = false }
            : problem is null ? log.Tell(app.Id, dyno, "up") with { Phase = DynoPhase.Up, ChangedAt = now, Checking = false, Reason = null }
            : dyno with { Checking = false, NextCheckAt = now + CheckInterval, Reason = problem };
    }

    private DynoInstance Checked(AppState app, DynoInstance dyno, HealthCheck check, string? problem)
    {
        if (dyno.Health is DynoHealth.Unchecked or DynoHealth.Failing || dyno.Frozen || !(dyno.Phase is DynoPhase.Listening or DynoPhase.Up))
            return dyno with { Checking = false };

        var next = HealthRules.Apply(dyno, check, problem, time.GetUtcNow());
        if (next.Reason is { } reason && reason != dyno.Reason)
            log.Heroku(app.Id, dyno.Name, next.Health == DynoHealth.Failing ? reason + " It is replaced." : reason);
        else if (problem is null && dyno is { Health: DynoHealth.Passing, HealthStreak: > 0 })
            log.Heroku(app.Id, dyno.Name, "Its health check passes again.");
        return next;
    }

    private static HealthCheck? HealthCheckOf(AppState app, DynoInstance dyno) =>
        app.Model.Document.Formation.GetValueOrDefault(dyno.Type)?.HealthCheck;

    private async Task<string?> RouterCheckAsync(Guid id)
    {
        await routes.Started; // while the host starts the router has no routes yet
        try
        {
            return await router.CheckAsync(id, CancellationToken.None);
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    /// <summary>The routes without the dynos are in use before their drain begins, so no request is sent to them afterwards.</summary>
    private async ValueTask DrainAsync(AppState app, List<Guid> ids)
    {
        var before = app.Model.Dynos;
        foreach (var id in ids)
            app.ReplaceDyno(app.FindDyno(id)! with { Phase = DynoPhase.Draining, ChangedAt = time.GetUtcNow() });
        if (!await PublishRoutesAsync(app))
        {
            foreach (var dyno in before.Where(dyno => ids.Contains(dyno.Id)))
                app.ReplaceDyno(dyno); // the router still sends them requests
            return;
        }

        foreach (var id in ids)
            Drain(app, id);
    }

    private void Drain(AppState app, Guid id) => activity.Run(async () =>
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

    private void Stop(AppState app, DynoInstance dyno)
    {
        if (!dyno.StopRequested && app.Model.Desired().Has(dyno.Type, dyno.Index))
            dyno = Announce(app, dyno);
        app.ReplaceDyno(dyno with { Phase = DynoPhase.Stopping, ChangedAt = time.GetUtcNow() });
        log.Heroku(app.Id, dyno.Name, "Stopping all processes with SIGTERM");
        events.StopDyno(dyno.Id, _options.ExitTimeout);
    }

    /// <summary>A crashed dyno whose place begins anew.</summary>
    private void Forget(AppState app, DynoInstance dyno)
    {
        app.Model = app.Model with { Dynos = app.Model.Dynos.RemoveAll(other => other.Id == dyno.Id) };
        if (app.Model.Desired().Has(dyno.Type, dyno.Index))
            log.Tell(app.Id, dyno, "starting");
    }

    private void AnnounceReplacements(AppState app, PlanAction.Start start)
    {
        foreach (var old in app.Model.Dynos)
        {
            if (old.Type == start.Process.Type && old.Index == start.Index && old is { IsAlive: true, StopRequested: false })
                app.ReplaceDyno(Announce(app, old));
        }
    }

    /// <summary>Tells that a dyno is being replaced, in Heroku's words. Source: devcenter.heroku.com/articles/dyno-restarts.</summary>
    private DynoInstance Announce(AppState app, DynoInstance dyno)
    {
        if (dyno.Announced)
            return dyno;
        if (dyno.Cycling)
            return dyno.IsWeb ? log.Tell(app.Id, dyno, "starting") with { Announced = true } : dyno; // any other one goes down in between
        log.Heroku(app.Id, dyno.Name, "Restarting");
        return log.Tell(app.Id, dyno, "starting") with { Announced = true };
    }

    private void FailBoot(AppState app, PlanAction.FailBoot fail)
    {
        var dyno = app.FindDyno(fail.Id)!;
        var timeout = app.Model.App.BootTimeout ?? _options.BootTimeout;
        var reason = DynoExplanation.OfBootFailure(dyno, fail.Failure, timeout, _options);
        app.ReplaceDyno(dyno with { Phase = DynoPhase.Failing, ChangedAt = time.GetUtcNow(), Reason = reason });
        log.Heroku(app.Id, dyno.Name, DynoExplanation.R10(fail.Failure, timeout));
        log.Heroku(app.Id, dyno.Name, reason);
        log.Heroku(app.Id, dyno.Name, "Stopping process with SIGKILL");
        events.StopDyno(fail.Id, TimeSpan.Zero);
    }
}
