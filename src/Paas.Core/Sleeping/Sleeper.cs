using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Sleeping;

/// <summary>
/// Brings apps to sleep and wakes them, inside their mailboxes:
/// <code>
///   awake ─► settling: out of the routes, requests in flight end ─┬─► frozen ─┬─► asleep: dynos end
///     ▲                                                          └───────────┼──────►┘
///     └── a request, a release, a scaling, a restart ◄────────────────────────┘
/// </code>
/// The route says idle from settling on, so a request from then on is held by the router and asks for the wake; none is ever
/// given to a dyno that is about to be frozen.
/// </summary>
internal sealed partial class Sleeper(
    DynoEvents events, Reconciler reconciler, AppCommits commits, WakeRecords wakes, IHttpRouter router, EngineLog log, EngineActivity activity,
    IOptions<EngineOptions> options, TimeProvider time, ILogger<Sleeper> logger)
{
    private volatile bool _cannotFreeze;

    /// <summary>False once the driver was found to be unable.</summary>
    public bool CanFreeze => !_cannotFreeze;

    /// <summary>Called with each app that was woken or kept awake; set once by the watch over idle apps.</summary>
    public Action<AppState> OnActive { get; set; } = static _ => { };

    /// <summary>Begins to freeze an app or to end its dynos, if nothing speaks against it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="seen">What it was when that was decided. A request may have woken it since.</param>
    /// <param name="target">What it shall be.</param>
    public async ValueTask ParkAsync(AppState app, SleepState seen, SleepPhase target)
    {
        if (!ReferenceEquals(app.Model.Sleep, seen) || !SleepRules.MayPark(app.Model, target))
            return;
        if (app.Model.Sleep.Phase == SleepPhase.Frozen && target == SleepPhase.Asleep)
        {
            await SleepAsync(app, app.Model.Sleep);
            return;
        }

        if (app.Model.Sleep.Phase != SleepPhase.Awake)
            return;
        var settling = app.Model.Sleep with { Phase = SleepPhase.Settling, Target = target, WakingSince = null };
        app.Model = app.Model with { Sleep = settling };
        if (!await reconciler.PublishRoutesAsync(app))
        {
            await StayAwakeAsync(app); // the router may still send requests
            return;
        }

        var dynos = app.Model.Dynos.Where(static dyno => dyno.IsWeb).Select(static dyno => dyno.Id).ToList();
        activity.Run(async () =>
        {
            var drained = await DrainAsync(dynos);
            app.Mailbox.Post(() => SettledAsync(app, settling, drained));
        });
    }

    /// <summary>
    /// Wakes an app; does nothing when it is awake. Its new state is planned and routed when it returns.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="requestedAt">Timestamp of the request that wakes it; null when no request waits, as after a release.</param>
    public async ValueTask WakeAsync(AppState app, long? requestedAt = null)
    {
        OnActive(app);
        var before = app.Model.Sleep;
        switch (before.Phase)
        {
            case SleepPhase.Settling:
                await StayAwakeAsync(app);
                break;
            case SleepPhase.Frozen:
                await ThawAsync(app);
                await StayAwakeAsync(app);
                if (requestedAt is { } frozenSince && app.Model.Dynos.FirstOrDefault(static dyno => dyno is { IsWeb: true, Phase: DynoPhase.Up }) is { } web)
                    wakes.Add(app, web, SleepPhase.Frozen, frozenSince);
                break;
            case SleepPhase.Asleep:
                foreach (var process in app.Model.Wanted().Processes)
                {
                    for (var index = 1; index <= process.Quantity; index++)
                    {
                        log.Heroku(app.Id, FormattableString.Invariant($"{process.Type}.{index}"), "Unidling");
                        log.StateChanged(app.Id, FormattableString.Invariant($"{process.Type}.{index}"), "down", "starting");
                    }
                }

                app.Model = app.Model with { Sleep = before with { Phase = SleepPhase.Awake, WakingSince = requestedAt } };
                await reconciler.ReconcileAsync(app);
                break;
            default:
                return;
        }

        app.Mailbox.Post(() => ForgetAsync(app));
    }

    /// <summary>
    /// Wakes an app whose dynos are to be restarted or stopped. True when nothing is left to do: what is asleep has been started by
    /// that, and has nothing to stop.
    /// </summary>
    public async ValueTask<bool> WakeForAsync(AppState app, string? selector, bool isRestart)
    {
        if (app.Model.Sleep.Phase == SleepPhase.Asleep)
        {
            if (selector is not null && !SleepingPlaces.Of(app.Model).Any(dyno => dyno.Name == selector || dyno.Type == selector))
                return false;
            if (isRestart)
                await WakeAsync(app);
            return true;
        }

        if (selector is null || app.Model.Dynos.Any(dyno => dyno.Name == selector || dyno.Type == selector))
            await WakeAsync(app);
        return false;
    }

    /// <summary>
    /// Decides, before the first plan, what an app is that slept under an earlier host: its dynos run on frozen, or it has none.
    /// </summary>
    public async ValueTask RestoreAsync(AppState app)
    {
        var sleep = app.Model.Sleep;
        var alive = app.Model.Dynos.Where(static dyno => dyno.IsAlive).ToList();
        if (alive.Count > 0 && sleep.Phase != SleepPhase.Awake && alive.All(static dyno => !dyno.Frozen))
        {
            // It was awake, or being woken, when its host died.
            app.Model = app.Model with { Sleep = sleep with { Phase = SleepPhase.Awake } };
            await ForgetAsync(app);
        }
        else if (sleep.Phase == SleepPhase.Frozen && !app.Model.Wanted().Processes.All(process => alive.Count(dyno => dyno.Frozen && dyno.Type == process.Type) == process.Quantity))
        {
            app.Model = app.Model with { Sleep = sleep with { Phase = SleepPhase.Asleep } };
        }

        if (app.Model.Sleep.Phase == SleepPhase.Awake)
            await ThawAsync(app);
    }

    private async ValueTask SettledAsync(AppState app, SleepState settling, bool drained)
    {
        if (!ReferenceEquals(app.Model.Sleep, settling))
            return;
        if (!drained || !SleepRules.MayPark(app.Model, settling.Target))
        {
            OnActive(app);
            await StayAwakeAsync(app);
        }
        else if (settling.Target == SleepPhase.Frozen)
        {
            await FreezeAsync(app, settling);
        }
        else
        {
            await SleepAsync(app, settling);
        }
    }

    private async ValueTask FreezeAsync(AppState app, SleepState settling)
    {
        var now = time.GetUtcNow();
        if (!await TryStoreAsync(app, new SleepDocument(Frozen: true, now)))
        {
            await StayAwakeAsync(app);
            return;
        }

        app.Model = app.Model with { Sleep = settling with { IsStored = true } };
        foreach (var dyno in app.Model.Dynos)
        {
            if (!await events.TrySendAsync(dyno.Id, new DynoFreeze(true)))
            {
                _cannotFreeze = true;
                Log.CannotFreeze(logger);
                await ThawAsync(app);
                await StayAwakeAsync(app);
                await ForgetAsync(app);
                return;
            }

            app.ReplaceDyno(log.Tell(app.Id, app.FindDyno(dyno.Id)!, "idle") with { Frozen = true });
        }

        app.Model = app.Model with { Sleep = app.Model.Sleep with { Phase = SleepPhase.Frozen, Since = now } };
        await reconciler.ReconcileAsync(app);
    }

    private async ValueTask SleepAsync(AppState app, SleepState before)
    {
        var now = time.GetUtcNow();
        if (!await TryStoreAsync(app, new SleepDocument(Frozen: false, now)))
        {
            if (before.Phase == SleepPhase.Settling)
                await StayAwakeAsync(app);
            return;
        }

        foreach (var dyno in app.Model.Dynos.Where(static dyno => dyno.IsAlive))
        {
            log.Heroku(app.Id, dyno.Name, "Idling");
            app.ReplaceDyno(log.Tell(app.Id, dyno, "down"));
        }

        app.Model = app.Model with { Sleep = before with { Phase = SleepPhase.Asleep, Since = now, IsStored = true } };
        await reconciler.ReconcileAsync(app);
    }

    private ValueTask StayAwakeAsync(AppState app)
    {
        app.Model = app.Model with { Sleep = app.Model.Sleep with { Phase = SleepPhase.Awake } };
        return reconciler.ReconcileAsync(app);
    }

    private async ValueTask ThawAsync(AppState app)
    {
        foreach (var dyno in app.Model.Dynos.Where(static dyno => dyno.Frozen))
        {
            if (!await events.TrySendAsync(dyno.Id, new DynoFreeze(false)))
                events.StopDyno(dyno.Id, TimeSpan.Zero); // better a fresh one than one that hangs
            if (app.FindDyno(dyno.Id) is { } thawed)
                app.ReplaceDyno((thawed.IsAlive ? log.Tell(app.Id, thawed, "up") : thawed) with { Frozen = false });
        }
    }

    private async Task<bool> DrainAsync(List<Guid> dynos)
    {
        using var timeout = new CancellationTokenSource(options.Value.DrainTimeout, time);
        try
        {
            foreach (var dyno in dynos)
                await router.DrainAsync(dyno, timeout.Token);
            return !timeout.IsCancellationRequested;
        }
        catch (Exception)
        {
            return false; // a request goes on, or the router failed: then the app stays awake
        }
    }

    private async ValueTask<bool> TryStoreAsync(AppState app, SleepDocument document)
    {
        try
        {
            await commits.CommitOneAsync(new StateChange(Keys.Sleep(app.Id), EngineJson.Write(document, EngineJson.Default.SleepDocument)));
            return true;
        }
        catch (Exception e)
        {
            Log.NotStored(logger, app.Model.App.Name, e);
            return false;
        }
    }

    /// <summary>Removes the document of an app that is awake again. When that fails the next host has it asleep, which a request ends.</summary>
    private async ValueTask ForgetAsync(AppState app)
    {
        if (app.Model is not { IsEnding: false, Sleep: { Phase: SleepPhase.Awake, IsStored: true } })
            return;
        try
        {
            await commits.CommitOneAsync(new StateChange(Keys.Sleep(app.Id), null));
            app.Model = app.Model with { Sleep = app.Model.Sleep with { IsStored = false } };
        }
        catch (Exception e)
        {
            Log.NotStored(logger, app.Model.App.Name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The driver cannot freeze dynos, so none is frozen until the host starts again; apps that shall sleep do.")]
        public static partial void CannotFreeze(ILogger logger);

        [LoggerMessage(2, LogLevel.Error, "That app {App} sleeps or was woken could not be stored.")]
        public static partial void NotStored(ILogger logger, string app, Exception exception);
    }
}
