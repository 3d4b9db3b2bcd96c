using Paas.Engine;

namespace Paas.Dynos;

/// <summary>A dyno that is run once for its output and exit code: a build command, a release command, a one-off.</summary>
internal sealed class DynoRun
{
    private readonly TaskCompletionSource<DynoExited> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<DynoEvent> _onEvent;

    private DynoRun(Action<DynoEvent> onEvent) => _onEvent = onEvent;

    /// <summary>Completes when nothing of the dyno is left.</summary>
    public Task<DynoExited> Exited => _exited.Task;

    /// <summary>Starts the dyno. Its events, the last one included, are given to <paramref name="onEvent"/> before <see cref="Exited"/> completes.</summary>
    public static DynoRun Start(DynoEvents events, EngineActivity activity, DynoSpec spec, Action<DynoEvent> onEvent)
    {
        var run = new DynoRun(onEvent);
        events.Receive(spec.Id, run.OnEvent);
        activity.Run(() => events.StartAsync(spec, CancellationToken.None));
        return run;
    }

    /// <summary>
    /// Waits for the end. When the token is cancelled the dyno is ended first (SIGTERM, then SIGKILL after the grace) and
    /// <see cref="OperationCanceledException"/> thrown: nothing of it is left then.
    /// </summary>
    public async Task<DynoExited> WaitAsync(DynoEvents events, Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            return await Exited.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await events.StopDynoAsync(dynoId, grace);
            await Exited;
            throw;
        }
    }

    private void OnEvent(DynoEvent dynoEvent)
    {
        _onEvent(dynoEvent);
        if (dynoEvent is DynoExited exited)
            _exited.TrySetResult(exited);
    }
}
