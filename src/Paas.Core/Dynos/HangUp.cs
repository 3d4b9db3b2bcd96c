using Paas.Apps;
using Paas.Engine;
using Paas.Logs;

namespace Paas.Dynos;

/// <summary>
/// What becomes of an attached dyno whose client has gone: SIGHUP three times, five seconds apart, and R16 when it still runs after
/// that; then it is left running. Source: devcenter.heroku.com/articles/error-codes#r16-detached.
/// </summary>
internal sealed class HangUp(AppState app, Dyno dyno, DynoEvents events, EngineLog log, EngineActivity activity, TimeProvider time) : IDisposable
{
    private const int SigHup = 1;
    private const int Signals = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private int _sent;
    private bool _over;

    /// <summary>Sends the first signal; further calls do nothing.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_over || _timer is not null)
                return;
            _timer = time.CreateTimer(static hangUp => ((HangUp)hangUp!).Step(), this, Interval, Interval);
        }

        Step();
    }

    /// <summary>The dyno has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _timer?.Dispose();
        }
    }

    private void Step()
    {
        lock (_gate)
        {
            if (_over)
                return;
            if (_sent == Signals)
            {
                _over = true;
                _timer!.Dispose();
                log.Heroku(app.Id, dyno.Name, "Error R16 (Detached) -> An attached process is not responding to SIGHUP after its external connection was closed.");
                return;
            }

            _sent++;
            log.Heroku(app.Id, dyno.Name, "Client connection closed. Sending SIGHUP to all processes");
        }

        activity.Run(() => events.TrySendAsync(dyno.Id, new DynoSignal(SigHup)));
    }
}
