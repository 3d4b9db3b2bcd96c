using Paas.Engine;

namespace Paas.Dynos;

/// <summary>A dyno that is run once for its output and exit code: a build command, a release command, a one-off.</summary>
internal sealed class DynoRun
{
    private readonly DynoEvents _events;
    private readonly Guid _id;
    private readonly Action<DynoEvent> _onEvent;
    private readonly OutsideWait<DynoExited> _exited;
    private readonly OutsideWait<bool> _exitedOrCancelled;

    private DynoRun(DynoEvents events, EngineActivity activity, Guid id, Action<DynoEvent> onEvent)
    {
        (_events, _id, _onEvent) = (events, id, onEvent);
        _exited = new OutsideWait<DynoExited>(activity);
        _exitedOrCancelled = new OutsideWait<bool>(activity);
    }

    /// <summary>Starts the dyno. Its events, the last one included, are given to <paramref name="onEvent"/> before the wait ends.</summary>
    public static DynoRun Start(DynoEvents events, EngineActivity activity, DynoSpec spec, Action<DynoEvent> onEvent)
    {
        var run = new DynoRun(events, activity, spec.Id, onEvent);
        events.StartDyno(spec, run.OnEvent);
        return run;
    }

    /// <summary>
    /// Waits for the end; called once, inside an operation that the activity counts. When the token is cancelled the dyno
    /// is ended first (SIGTERM, then SIGKILL after the grace) and <see cref="OperationCanceledException"/> thrown:
    /// nothing of it is left then.
    /// </summary>
    public async Task<DynoExited> WaitAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        bool exited;
        await using (cancellationToken.Register(() => _exitedOrCancelled.Complete(false)))
            exited = await _exitedOrCancelled.WaitAsync();
        if (exited)
            return await _exited.WaitAsync();

        await _events.StopDynoAsync(_id, grace);
        await _exited.WaitAsync();
        throw new OperationCanceledException(cancellationToken);
    }

    private void OnEvent(DynoEvent dynoEvent)
    {
        try
        {
            _onEvent(dynoEvent);
        }
        finally
        {
            if (dynoEvent is DynoExited exited)
            {
                // The second wait is completed first: whoever awakes from the first finds it done.
                _exited.Complete(exited);
                _exitedOrCancelled.Complete(true);
            }
        }
    }
}
