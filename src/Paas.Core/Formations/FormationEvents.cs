using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Formations;

/// <summary>Turns what the driver reports of formation dynos into the app's model, its log and a new plan.</summary>
internal sealed class FormationEvents
{
    private readonly Reconciler _reconciler;
    private readonly ReleaseLedger _ledger;
    private readonly EngineLog _log;
    private readonly LogHub _logs;
    private readonly TimeProvider _time;
    private readonly EngineOptions _options;

    public FormationEvents(
        Reconciler reconciler, ReleaseLedger ledger, EngineLog log, LogHub logs,
        IOptions<EngineOptions> options, TimeProvider time)
    {
        (_reconciler, _ledger, _log, _logs, _time, _options) = (reconciler, ledger, log, logs, time, options.Value);
        reconciler.OnEvent = Receive;
    }

    private void Receive(AppState app, DynoInstance started, DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoOutput output:
                _log.Output(app.Id, started.Name, output.Line);
                break;
            case DynoOutputDropped dropped:
                _log.Dropped(app.Id, started.Name, dropped.Count);
                break;
            default:
                app.Mailbox.Post(() => ApplyAsync(app, dynoEvent));
                break;
        }
    }

    private async ValueTask ApplyAsync(AppState app, DynoEvent dynoEvent)
    {
        if (app.FindDyno(dynoEvent.DynoId) is not { } dyno)
            return;

        switch (dynoEvent)
        {
            case DynoStarted started:
                Started(app, dyno, started);
                break;
            case DynoListening listening when dyno.Phase == DynoPhase.Starting:
                Listening(app, dyno, listening);
                break;
            case DynoExited exited:
                await ExitedAsync(app, dyno, exited);
                break;
        }

        await _reconciler.ReconcileAsync(app);
        await _ledger.ClearReasonAsync(app);
    }

    private void Started(AppState app, DynoInstance dyno, DynoStarted started)
    {
        _log.Heroku(app.Id, dyno.Name, $"Starting process with command `{started.Command}`");
        var up = !dyno.IsWeb && dyno.Phase == DynoPhase.Starting;
        app.ReplaceDyno(dyno with
        {
            Address = started.Address,
            Phase = up ? DynoPhase.Up : dyno.Phase,
            ChangedAt = up ? _time.GetUtcNow() : dyno.ChangedAt,
        });
        if (up)
            _log.StateChanged(app.Id, dyno.Name, "starting", "up");
    }

    private void Listening(AppState app, DynoInstance dyno, DynoListening listening)
    {
        var now = _time.GetUtcNow();
        if (listening.OnPort)
        {
            app.ReplaceDyno(dyno with { Phase = DynoPhase.Listening, ChangedAt = now, OtherEndpoints = [], ListensElsewhereSince = null, Reason = null });
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

    private async ValueTask ExitedAsync(AppState app, DynoInstance dyno, DynoExited exited)
    {
        if (exited.Failure == DynoFailure.ExitTimeout && dyno.Phase != DynoPhase.Failing)
        {
            _log.Heroku(app.Id, dyno.Name, FormattableString.Invariant($"Error R12 (Exit timeout) -> At least one process failed to exit within {_options.ExitTimeout.TotalSeconds:0} seconds of SIGTERM"));
            _log.Heroku(app.Id, dyno.Name, "Stopping remaining processes with SIGKILL");
        }

        if (exited.Failure == DynoFailure.Checksum)
            _log.Heroku(app.Id, dyno.Name, $"Error R17 (Checksum error) -> {exited.Reason}");
        _log.Exited(app.Id, dyno.Name, exited.Failure == DynoFailure.Checksum ? exited with { Reason = null } : exited);

        if (dyno.Phase is DynoPhase.Stopping or DynoPhase.Draining)
        {
            app.Model = app.Model with { Dynos = app.Model.Dynos.RemoveAll(other => other.Id == dyno.Id) };
            _log.StateChanged(app.Id, dyno.Name, "up", "down");
            return;
        }

        var now = _time.GetUtcNow();
        _log.StateChanged(app.Id, dyno.Name, EngineLog.Word(dyno.Phase), "crashed");
        var reason = DynoExplanation.WithLastLines(DynoExplanation.OfExit(dyno, exited), await LastLinesAsync(app, dyno.Name));
        app.ReplaceDyno(dyno with
        {
            Phase = DynoPhase.Crashed,
            ChangedAt = now,
            Crashes = CrashBackoff.Count(dyno.Crashes, now - dyno.StartedAt, _options),
            Reason = reason,
        });
        if (dyno.Phase != DynoPhase.Up)
            await _ledger.NoteBootFailureAsync(app, dyno, reason);
    }

    private async Task<IReadOnlyList<string>> LastLinesAsync(AppState app, string dyno)
    {
        var lines = new List<string>();
        await foreach (var line in _logs.ReadAsync(app.Id, new LogQuery { Lines = DynoExplanation.LastLines, Source = "app", Process = dyno }, CancellationToken.None))
            lines.Add(line.Message);
        return lines;
    }
}
