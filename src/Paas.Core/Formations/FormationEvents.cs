using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Formations;

/// <summary>Turns what the driver reports of formation dynos into the app's model, its log and a new plan.</summary>
internal sealed class FormationEvents
{
    private readonly DynoEvents _events;
    private readonly DynoSizes _sizes;
    private readonly Reconciler _reconciler;
    private readonly ReleaseLedger _ledger;
    private readonly EngineLog _log;
    private readonly TimeProvider _time;
    private readonly EngineOptions _options;
    private readonly long _begin;

    public FormationEvents(
        DynoEvents events, DynoSizes sizes, Reconciler reconciler, ReleaseLedger ledger, EngineLog log,
        IOptions<EngineOptions> options, TimeProvider time)
    {
        (_events, _sizes) = (events, sizes);
        (_reconciler, _ledger, _log, _time, _options) = (reconciler, ledger, log, time, options.Value);
        _begin = time.GetTimestamp();
        reconciler.OnEvent = Receive;
    }

    private void Receive(AppState app, DynoInstance started, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoOutput output:
                started.Output.Add(output.Line);
                _log.Output(app.Id, started.Name, output.Line);
                break;
            case DynoOutputDropped dropped:
                _log.Dropped(app.Id, started.Name, dropped.Count);
                break;
            case DynoUsage usage:
                started.Cpu.Note(_time.GetElapsedTime(_begin), usage.CpuTime);
                goto default;
            default:
                if (dynoEvent is DynoStarted { Command: { } command } && started.AdoptedAt is null)
                    _log.Heroku(app.Id, started.Name, $"Starting process with command `{command}`"); // before what it prints
                app.Mailbox.Post(() => ApplyAsync(app, dynoEvent));
                break;
        }
    }

    /// <summary>
    /// Puts a dyno of an earlier host process back into its place; the plan that follows decides what becomes of it.
    /// Called inside the app's mailbox.
    /// </summary>
    public void Adopt(AppState app, AdoptedDyno adopted, int index)
    {
        var spec = adopted.Spec;
        var dyno = new DynoInstance
        {
            Id = spec.Id,
            Type = spec.Type,
            Index = index,
            Release = spec.Release,
            Size = spec.Size.Name,
            Command = spec.Command,
            Phase = DynoPhase.Starting,
            StartedAt = adopted.StartedAt,
            ChangedAt = adopted.StartedAt,
            AdoptedAt = _time.GetUtcNow(),
            ToldState = adopted.Frozen ? "idle" : "up", // as far as anybody knows
            Frozen = adopted.Frozen,
            Health = HealthRules.Begin(app.Model.Document.Formation.GetValueOrDefault(spec.Type)?.HealthCheck, DynoPhase.Up),
        };
        app.Model = app.Model with { Dynos = app.Model.Dynos.Add(dyno) };
        foreach (var dynoEvent in adopted.Claim(dynoEvent => Receive(app, dyno, dynoEvent)))
        {
            if (dynoEvent is DynoOutput or DynoOutputDropped)
                Receive(app, dyno, dynoEvent);
            else if (app.FindDyno(dyno.Id) is { } known)
                Apply(app, known, dynoEvent);
        }
    }

    private async ValueTask ApplyAsync(AppState app, DynoEvent dynoEvent)
    {
        if (app.FindDyno(dynoEvent.DynoId) is not { } dyno)
            return;

        var bootFailure = Apply(app, dyno, dynoEvent);
        await _reconciler.ReconcileAsync(app);
        if (bootFailure is not null)
            await _ledger.NoteBootFailureAsync(app, dyno, bootFailure);
        await _ledger.ClearReasonAsync(app);
    }

    /// <summary>Returns why it did not come up, when that is so.</summary>
    private string? Apply(AppState app, DynoInstance dyno, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoStarted started:
                Started(app, dyno, started);
                break;
            case DynoListening listening when dyno.Phase == DynoPhase.Starting:
                Listening(app, dyno, listening);
                break;
            case DynoUsage usage:
                Used(app, dyno, usage);
                break;
            case DynoExited exited:
                return Exited(app, dyno, exited);
        }

        return null;
    }

    private void Started(AppState app, DynoInstance dyno, DynoStarted started)
    {
        dyno = dyno with { Address = started.Address };
        if (!dyno.IsWeb && dyno.Phase == DynoPhase.Starting)
            dyno = dyno.Health == DynoHealth.Pending ? dyno with { Phase = DynoPhase.Listening, ChangedAt = _time.GetUtcNow() } : Up(app, dyno);
        app.ReplaceDyno(dyno);
    }

    private DynoInstance Up(AppState app, DynoInstance dyno) => _log.Tell(app.Id, dyno, "up") with { Phase = DynoPhase.Up, ChangedAt = _time.GetUtcNow() };

    private void Listening(AppState app, DynoInstance dyno, DynoListening listening)
    {
        var now = _time.GetUtcNow();
        if (listening.OnPort)
        {
            dyno = dyno with { Phase = DynoPhase.Listening, ChangedAt = now, OtherEndpoints = [], ListensElsewhereSince = null, Reason = null };
            app.ReplaceDyno(dyno.AdoptedAt is not null ? Up(app, dyno) : dyno); // the router reached an adopted one under its earlier host
            return;
        }

        var elsewhere = dyno with { OtherEndpoints = listening.Endpoints, ListensElsewhereSince = listening.Endpoints.IsEmpty ? null : dyno.ListensElsewhereSince ?? now };
        if (!elsewhere.OtherEndpoints.IsEmpty)
        {
            elsewhere = elsewhere with { Reason = DynoExplanation.OfWrongPort(elsewhere) };
            _log.Heroku(app.Id, dyno.Name, elsewhere.Reason);
        }

        app.ReplaceDyno(elsewhere);
    }

    private void Used(AppState app, DynoInstance dyno, DynoUsage usage)
    {
        if (dyno.Phase is DynoPhase.Failing or DynoPhase.Crashed)
            return;
        var size = _sizes.FindStored(dyno.Size);
        dyno = dyno with { Usage = usage, Load = dyno.Load.Add(usage.Runnable, _time.GetUtcNow()) };
        app.ReplaceDyno(dyno);
        if (app.Model.Has(AppFeature.LogRuntimeMetrics))
        {
            var (load, memory) = RuntimeMetrics.Describe(app.Id, dyno, usage, size);
            if (load is not null)
                _log.Heroku(app.Id, dyno.Name, load);
            _log.Heroku(app.Id, dyno.Name, memory);
        }

        switch (MemoryRules.Judge(usage, size))
        {
            case MemoryVerdict.Exceeded:
                _log.Heroku(app.Id, dyno.Name, MemoryRules.Running(usage, size));
                _log.Heroku(app.Id, dyno.Name, MemoryRules.R14);
                break;
            case MemoryVerdict.VastlyExceeded:
                TellVastMemory(app, dyno, size);
                if (dyno.Phase is not (DynoPhase.Stopping or DynoPhase.Draining))
                    app.ReplaceDyno(dyno with { Phase = DynoPhase.Failing, ChangedAt = _time.GetUtcNow(), Reason = MemoryRules.Explain(usage, size) });
                _events.StopDyno(dyno.Id, TimeSpan.Zero);
                break;
        }
    }

    private void TellVastMemory(AppState app, DynoInstance dyno, DynoSize size)
    {
        if (dyno.Usage is { } usage)
            _log.Heroku(app.Id, dyno.Name, MemoryRules.Running(usage, size));
        _log.Heroku(app.Id, dyno.Name, MemoryRules.R15);
        _log.Heroku(app.Id, dyno.Name, "Stopping process with SIGKILL");
    }

    /// <summary>Returns why it did not come up, when that is so.</summary>
    private string? Exited(AppState app, DynoInstance dyno, DynoExited exited)
    {
        if (exited.Failure == DynoFailure.ExitTimeout && dyno.Phase != DynoPhase.Failing)
        {
            _log.Heroku(app.Id, dyno.Name, FormattableString.Invariant($"Error R12 (Exit timeout) -> At least one process failed to exit within {_options.ExitTimeout.TotalSeconds:0} seconds of SIGTERM"));
            _log.Heroku(app.Id, dyno.Name, "Stopping remaining processes with SIGKILL");
        }

        var size = _sizes.FindStored(dyno.Size);
        if (exited.Failure == DynoFailure.MemoryExceeded && dyno.Phase != DynoPhase.Failing)
            TellVastMemory(app, dyno, size);
        if (exited is { Failure: DynoFailure.Checksum or DynoFailure.CannotStart, Reason: { } error })
            _log.Heroku(app.Id, dyno.Name, exited.Failure == DynoFailure.Checksum ? $"Error R17 (Checksum error) -> {error}" : $"Error R99 (Platform error) -> {error}");
        _log.Exited(app.Id, dyno.Name, exited.Failure is DynoFailure.None or DynoFailure.Orphaned ? exited : exited with { Reason = null }); // else its R-code said so

        if (dyno.Phase is DynoPhase.Stopping or DynoPhase.Draining)
        {
            app.Model = app.Model with { Dynos = app.Model.Dynos.RemoveAll(other => other.Id == dyno.Id) };
            if (dyno.Announced)
                return null;
            dyno = _log.Tell(app.Id, dyno, "down");
            if (app.Model.Desired().Has(dyno.Type, dyno.Index))
                _log.Tell(app.Id, dyno, "starting");
            return null;
        }

        var wasUp = dyno.ToldState == "up";
        var now = _time.GetUtcNow();
        dyno = _log.Tell(app.Id, dyno, "crashed");
        var crashes = CrashBackoff.Count(dyno.Crashes, now - dyno.StartedAt, _options);
        var reason = exited.Failure == DynoFailure.MemoryExceeded ? MemoryRules.Explain(dyno.Usage, size) : DynoExplanation.OfExit(dyno, exited);
        if (DynoExplanation.OfBackoff(crashes, now, _options) is { } backoff)
        {
            _log.Heroku(app.Id, dyno.Name, backoff);
            reason += " " + backoff;
        }

        reason = DynoExplanation.WithLastLines(reason, dyno.Output.ToArray());
        app.ReplaceDyno(dyno with
        {
            Phase = DynoPhase.Crashed,
            ChangedAt = now,
            Crashes = crashes,
            Reason = reason,
        });
        return wasUp ? null : reason;
    }
}
