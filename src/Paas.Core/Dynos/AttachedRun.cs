using Paas.Apps;
using Paas.Engine;
using Paas.Logs;

namespace Paas.Dynos;

/// <summary>
/// A one-off dyno for a client: waits for it, runs with it, and hangs up when it has gone.
/// <code>
///   awaiting client ─ 30 s ─► R13 ─► complete
///         └─ attached ─► starting ─► up ─► exited ─► complete
///                          └─ client gone or idle for 1 h ─► SIGHUP, SIGHUP, SIGHUP, R16: left running
/// </code>
/// </summary>
internal sealed class AttachedRun(
    AppState app, Dyno dyno, DynoSpec spec, DynoEvents events, EngineLog log, EngineActivity activity, EngineOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Exit code of a dyno whose client never came.</summary>
    public const int NobodyCame = 128;

    private readonly Lock _gate = new();
    private readonly OutsideWait<bool> _client = new(activity);
    private readonly HangUp _hangUp = new(app, dyno, events, log, activity, time);
    private DynoConnection? _connection;
    private ITimer? _timer;
    private bool _over;

    public Guid AppId => app.Id;

    /// <summary>Waits for the client; called once, inside an operation that the activity counts. Null when it came, else the end of the dyno.</summary>
    public async Task<DynoExited?> WhenAttachedAsync()
    {
        log.Heroku(app.Id, dyno.Name, "Awaiting client");
        await using var timer = time.CreateTimer(_ => GiveUp("Error R13 (Attach error) -> Failed to attach to process"), null, options.AttachTimeout, Timeout.InfiniteTimeSpan);
        return await _client.WaitAsync() ? null : new DynoExited(dyno.Id, NobodyCame);
    }

    /// <summary>The client is there. Null when it comes too late; throws when another one came before.</summary>
    public DynoConnection? TryAttach()
    {
        lock (_gate)
        {
            if (_connection is not null)
                throw new PaasException(PaasErrors.Conflict, $"Dyno {dyno.Name} has its client already. Run another one-off dyno.");
            if (_over)
                return null;
            _connection = new DynoConnection(spec, events, new OutputHold(dyno.Id, events, activity), time, _hangUp.Start);
            _timer = time.CreateTimer(static run => ((AttachedRun)run!).CloseIdle(), this, options.AttachIdleTimeout, Timeout.InfiniteTimeSpan);
        }

        _client.Complete(true);
        return _connection;
    }

    /// <summary>Ends the wait for a client. False when it came: then the dyno runs.</summary>
    public bool TryCancel() => GiveUp(null);

    public void OnEvent(DynoEvent dynoEvent)
    {
        switch (dynoEvent)
        {
            case DynoStarted:
                _connection?.Started();
                break;
            case DynoData data:
                _connection?.Receive(data.Data);
                break;
            case DynoExited exited:
                if (exited.Reason is { } reason)
                    _connection?.Receive(System.Text.Encoding.UTF8.GetBytes(reason.ReplaceLineEndings("\r\n") + "\r\n"));
                Dispose();
                break;
        }
    }

    /// <summary>The dyno has ended.</summary>
    public void Dispose()
    {
        _hangUp.Dispose();
        lock (_gate)
        {
            _over = true;
            _timer?.Dispose();
        }

        _connection?.Ended();
    }

    private bool GiveUp(string? line)
    {
        lock (_gate)
        {
            if (_over || _connection is not null)
                return false;
            _over = true;
        }

        if (line is not null)
            log.Heroku(app.Id, dyno.Name, line);
        _client.Complete(false);
        return true;
    }

    private void CloseIdle()
    {
        var left = options.AttachIdleTimeout - _connection!.IdleTime;
        lock (_gate)
        {
            if (_over)
                return;
            if (left > TimeSpan.Zero)
            {
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _connection.Close();
    }
}
