using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Dynos;

/// <summary>Runs commands once with an app's slug and config: <c>heroku run</c>, release commands, the scheduler's.</summary>
internal sealed class OneOffs(
    DynoEvents events, OneOffSpecs specs, EngineLog log, EngineActivity activity, IOptions<EngineOptions> engineOptions, TimeProvider time)
{
    private readonly EngineOptions _options = engineOptions.Value;
    private readonly ConcurrentDictionary<Guid, AttachedRun> _attached = new();
    private readonly ConcurrentDictionary<Guid, Guid> _inside = new();

    /// <summary>Called inside the app's mailbox when a dyno has ended; set once by the scheduler, which calls back.</summary>
    public Action<AppState, Guid> OnEnded { get; set; } = static (_, _) => { };

    /// <summary>
    /// Starts a one-off dyno, or its wait for a client; called inside the app's mailbox. What it returns waits until nothing of
    /// the dyno is left, and throws <see cref="OperationCanceledException"/> when its time was over; call it once, inside an
    /// operation that the activity counts. The lines of a detached dyno go to the app's log and the transcript.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="release">Its slug and config.</param>
    /// <param name="type">First part of the name.</param>
    /// <param name="request">What to run and how.</param>
    /// <param name="transcript">Takes the lines of a detached dyno.</param>
    /// <param name="actor">Who runs it, for the log; null when another line says so.</param>
    /// <param name="id">Identity of the dyno, where somebody has noted it before.</param>
    /// <exception cref="PaasException">See <see cref="IDynos.RunAsync"/>.</exception>
    public (Dyno Dyno, Func<Task<DynoExited>> WaitAsync) Start(AppState app, ReleaseDocument release, string type, RunRequest request, Transcript transcript, string? actor = null, Guid? id = null)
    {
        if (type != FormationRules.ReleaseType && app.Model.OneOffs.Length >= _options.MaxOneOffs)
            throw new PaasException(PaasErrors.RateLimit, $"App {app.Model.App.Name} runs {app.Model.OneOffs.Length} one-off dynos, and may run {_options.MaxOneOffs}. Stop one or wait until one has ended.");

        var (dyno, spec) = specs.Derive(app.Model, release, type, request, id ?? Guid.NewGuid());
        app.Model = app.Model with { OneOffs = app.Model.OneOffs.Add(dyno) };
        if (spec.Inside is not null)
            _inside[dyno.Id] = app.Id;
        if (actor is not null)
            log.Api(app.Id, $"Starting process with command `{request.Command}`", actor);
        if (request.Attach is null)
        {
            var run = DynoRun.Start(events, activity, spec, dynoEvent => OnEvent(app, dyno, transcript, dynoEvent));
            return (dyno, () => WaitAsync(app, dyno, run, request.TimeToLive));
        }

        var attached = new AttachedRun(app, dyno, spec, events, log, activity, _options, time);
        _attached[dyno.Id] = attached;
        return (dyno, () => WaitAsync(app, attached, dyno, spec, request.TimeToLive));
    }

    /// <summary>The client of an attached dyno is there.</summary>
    /// <exception cref="PaasException">See <see cref="IDynos.AttachAsync"/>.</exception>
    public IDynoConnection Attach(AppState app, Guid dynoId) =>
        _attached.TryGetValue(dynoId, out var run) && run.AppId == app.Id && run.TryAttach() is { } connection
            ? connection
            : throw new PaasException(PaasErrors.NotFound, $"No one-off dyno {dynoId} of app {app.Model.App.Name} waits for a client; it waits {_options.AttachTimeout.TotalSeconds:0} s. Run it again.");

    /// <summary>
    /// Takes over a one-off dyno of an earlier host process: it runs on and is listed. A release command is stopped: its
    /// release failed when that host ended. Called inside the app's mailbox.
    /// </summary>
    public void Adopt(AppState app, AdoptedDyno adopted)
    {
        var spec = adopted.Spec;
        var dyno = new Dyno
        {
            Id = spec.Id,
            Name = spec.Name,
            Type = spec.Type,
            Command = spec.Command,
            Size = spec.Size.Name,
            Release = spec.Release,
            State = DynoState.Up,
            CreatedAt = adopted.StartedAt,
            UpdatedAt = adopted.StartedAt,
        };
        app.Model = app.Model with { OneOffs = app.Model.OneOffs.Add(dyno) };
        var timeLeft = adopted.StartedAt + OneOffRules.MaxTimeToLive - time.GetUtcNow();
        var timer = spec.Type == FormationRules.ReleaseType ? null : time.CreateTimer(
            _ => events.StopDyno(dyno.Id, _options.ExitTimeout), null, timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        foreach (var dynoEvent in adopted.Claim(dynoEvent => OnAdoptedEvent(app, dyno, timer, dynoEvent)))
            OnAdoptedEvent(app, dyno, timer, dynoEvent);
        if (timer is null)
        {
            log.Heroku(app.Id, dyno.Name, "Stopping all processes with SIGTERM");
            events.StopDyno(dyno.Id, _options.ExitTimeout);
        }
    }

    private void OnAdoptedEvent(AppState app, Dyno dyno, ITimer? timer, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoOutput output:
                log.Output(app.Id, dyno.Name, output.Line);
                break;
            case DynoExited exited:
                timer?.Dispose();
                log.Exited(app.Id, dyno.Name, exited);
                log.StateChanged(app.Id, dyno.Name, "up", "complete");
                app.Mailbox.Post(() => Update(app, dyno.Id, null));
                break;
        }
    }

    /// <summary>
    /// Whether it runs on when the host stops: not with somebody at it, and not a release command, whose release the next
    /// start finds failed.
    /// </summary>
    public bool OutlivesHost(Dyno dyno) =>
        events.DynosOutliveHost && dyno.Type != FormationRules.ReleaseType && !_attached.ContainsKey(dyno.Id);

    /// <summary>Whether something runs inside of a dyno of the app, which must not be frozen then.</summary>
    public bool AnyInside(Guid app)
    {
        foreach (var (_, owner) in _inside)
        {
            if (owner == app)
                return true;
        }

        return false;
    }

    /// <summary>Ends a one-off dyno, whether it runs or still waits for its client.</summary>
    public void Stop(Guid dynoId, TimeSpan grace)
    {
        if (!_attached.TryGetValue(dynoId, out var run) || !run.TryCancel())
            events.StopDyno(dynoId, grace);
    }

    private async Task<DynoExited> WaitAsync(AppState app, Dyno dyno, DynoRun run, TimeSpan timeToLive)
    {
        using var timeout = new CancellationTokenSource(timeToLive, time);
        await using var logging = timeout.Token.Register(() => log.Heroku(app.Id, dyno.Name, "Stopping all processes with SIGTERM"));
        return await run.WaitAsync(_options.ExitTimeout, timeout.Token);
    }

    private async Task<DynoExited> WaitAsync(AppState app, AttachedRun attached, Dyno dyno, DynoSpec spec, TimeSpan timeToLive)
    {
        try
        {
            if (await attached.WhenAttachedAsync() is { } nobody)
            {
                Ended(app, dyno, nobody, wasUp: false);
                return nobody;
            }

            var wasUp = false;
            var run = DynoRun.Start(events, activity, spec, dynoEvent =>
            {
                if (dynoEvent is DynoStarted started)
                    Started(app, dyno, started);
                wasUp |= dynoEvent is DynoStarted;
                attached.OnEvent(dynoEvent);
                if (dynoEvent is DynoExited exited)
                    Ended(app, dyno, exited, wasUp);
            });
            return await WaitAsync(app, dyno, run, timeToLive);
        }
        finally
        {
            _attached.TryRemove(dyno.Id, out _);
            attached.Dispose();
        }
    }

    private void OnEvent(AppState app, Dyno dyno, Transcript transcript, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoStarted started:
                Started(app, dyno, started);
                break;
            case DynoOutput output:
                transcript.Write(output.Line);
                log.Output(app.Id, dyno.Name, output.Line);
                break;
            case DynoExited exited:
                if (exited.Reason is { } reason)
                    transcript.Write(reason);
                Ended(app, dyno, exited, wasUp: exited.ExitCode is not null);
                break;
        }
    }

    private void Started(AppState app, Dyno dyno, DynoStarted started)
    {
        log.Heroku(app.Id, dyno.Name, $"Starting process with command `{started.Command}`");
        log.StateChanged(app.Id, dyno.Name, "starting", "up");
        app.Mailbox.Post(() => Update(app, dyno.Id, DynoState.Up));
    }

    private void Ended(AppState app, Dyno dyno, DynoExited exited, bool wasUp)
    {
        log.Exited(app.Id, dyno.Name, exited);
        log.StateChanged(app.Id, dyno.Name, wasUp ? "up" : "starting", "complete");
        app.Mailbox.Post(() => Update(app, dyno.Id, null));
    }

    private ValueTask Update(AppState app, Guid id, DynoState? state)
    {
        var oneOffs = app.Model.OneOffs;
        for (var index = 0; index < oneOffs.Length; index++)
        {
            if (oneOffs[index].Id != id)
                continue;
            app.Model = app.Model with
            {
                OneOffs = state is { } next
                    ? oneOffs.SetItem(index, oneOffs[index] with { State = next, UpdatedAt = time.GetUtcNow() })
                    : oneOffs.RemoveAt(index),
            };
            if (state is not null)
                break;
            _inside.TryRemove(id, out _);
            OnEnded(app, id);
            break;
        }

        return ValueTask.CompletedTask;
    }
}
