using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Paas.Dynos;

/// <summary>Reads the driver's events and gives each to whoever started that dyno. The reader never waits for a receiver.</summary>
internal sealed partial class DynoEvents(IDynoDriver driver, ILogger<DynoEvents> logger) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Receiver> _receivers = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    public void Start() => _reading = Task.Run(ReadAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Receives the events of a dyno until its <see cref="DynoExited"/>. Call it before the dyno is started.</summary>
    public void Receive(Guid dynoId, Action<DynoEvent> receiver) => _receivers[dynoId] = new Receiver(receiver);

    /// <summary>Starts a dyno; a driver that throws is reported as an exit, like every other failure to start.</summary>
    public async Task StartAsync(DynoSpec spec, CancellationToken cancellationToken)
    {
        var receiver = _receivers.GetValueOrDefault(spec.Id);
        try
        {
            await driver.StartAsync(spec, cancellationToken);
        }
        catch (Exception e)
        {
            Log.StartFailed(logger, spec.Name, driver.Name, e);
            Deliver(new DynoExited(spec.Id, null) { Failure = DynoFailure.CannotStart, Reason = $"The driver '{driver.Name}' could not start it: {e.Message}" });
        }
        finally
        {
            receiver?.Started.TrySetResult();
        }
    }

    /// <summary>Stops a dyno; one whose start is still under way once the driver knows it.</summary>
    public async Task StopDynoAsync(Guid dynoId, TimeSpan grace)
    {
        if (_receivers.TryGetValue(dynoId, out var receiver))
            await receiver.Started.Task;
        try
        {
            await driver.StopAsync(dynoId, grace, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.StopFailed(logger, dynoId, driver.Name, e);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var dynoEvent in driver.WatchAsync(_stop.Token))
                Deliver(dynoEvent);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Log.WatchFailed(logger, driver.Name, e);
        }
    }

    private void Deliver(DynoEvent dynoEvent)
    {
        if (_receivers.TryGetValue(dynoEvent.DynoId, out var receiver))
        {
            if (dynoEvent is DynoExited)
                _receivers.TryRemove(dynoEvent.DynoId, out _);
            receiver.OnEvent(dynoEvent);
        }
        else if (dynoEvent is DynoStarted)
        {
            // Nobody here started it: a dyno of an earlier process that this engine does not re-adopt.
            Log.Unknown(logger, dynoEvent.DynoId);
            _ = StopDynoAsync(dynoEvent.DynoId, TimeSpan.FromSeconds(30));
        }
    }

    private sealed class Receiver(Action<DynoEvent> onEvent)
    {
        public Action<DynoEvent> OnEvent { get; } = onEvent;

        /// <summary>Completes when the driver accepted the dyno or refused it.</summary>
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dyno {Name} could not be started by driver '{Driver}'.")]
        public static partial void StartFailed(ILogger logger, string name, string driver, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Dyno {DynoId} could not be stopped by driver '{Driver}'.")]
        public static partial void StopFailed(ILogger logger, Guid dynoId, string driver, Exception exception);

        [LoggerMessage(3, LogLevel.Critical, "Driver '{Driver}' no longer reports what its dynos do; restart the host.")]
        public static partial void WatchFailed(ILogger logger, string driver, Exception exception);

        [LoggerMessage(4, LogLevel.Warning, "Dyno {DynoId} belongs to nothing here and is stopped.")]
        public static partial void Unknown(ILogger logger, Guid dynoId);
    }
}
