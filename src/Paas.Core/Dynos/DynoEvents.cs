using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paas.Engine;

namespace Paas.Dynos;

/// <summary>
/// Starts and stops dynos, reads the driver's events and gives each to whoever started that dyno. The reader never waits
/// for a receiver.
/// </summary>
internal sealed partial class DynoEvents(IDynoDriver driver, EngineActivity activity, TimeProvider time, ILogger<DynoEvents> logger) : IDisposable
{
    /// <summary>Time until a driver that could not stop a dyno is asked again.</summary>
    private static readonly TimeSpan StopRetry = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, Watched> _dynos = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _adopting = new();
    private readonly List<AdoptedDyno> _adopted = [];
    private readonly TaskCompletionSource _replayed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<AdoptedDyno>? _adopter;
    private Task _reading = Task.CompletedTask;

    public string DriverName => driver.Name;

    /// <summary>Whether the driver's dynos run on when the host stops.</summary>
    public bool DynosOutliveHost => driver.DynosOutliveHost;

    /// <summary>Completes when the driver has told all dynos that outlived an earlier host process.</summary>
    public Task Replayed => _replayed.Task;

    /// <summary>Those that were told so far; the adopter gets each further one.</summary>
    public IReadOnlyList<AdoptedDyno> TakeAdopted(Action<AdoptedDyno> adopter)
    {
        lock (_adopting)
        {
            _adopter = adopter;
            return _adopted;
        }
    }

    public void Start() => _reading = Task.Run(ReadAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// Starts a dyno, whose events the receiver gets until its <see cref="DynoExited"/>; a driver that throws is reported as
    /// an exit, like every other failure to start.
    /// </summary>
    public void StartDyno(DynoSpec spec, Action<DynoEvent> receiver)
    {
        var dyno = new Watched(receiver);
        _dynos[spec.Id] = dyno;
        activity.Run(async () =>
        {
            try
            {
                await driver.StartAsync(spec, CancellationToken.None);
            }
            catch (Exception e)
            {
                Log.StartFailed(logger, spec.Name, driver.Name, e);
                await GiveUpAsync(dyno, new DynoExited(spec.Id, null) { Failure = DynoFailure.CannotStart, Reason = $"The driver '{driver.Name}' could not start it: {e.Message}" });
            }
            finally
            {
                dyno.Accepted.SetResult();
            }
        });
    }

    /// <summary>Stops a dyno, not before the driver has accepted it: a stop that overtakes the start would be lost.</summary>
    public void StopDyno(Guid dynoId, TimeSpan grace) => activity.Run(() => StopDynoAsync(dynoId, grace));

    public async Task StopDynoAsync(Guid dynoId, TimeSpan grace)
    {
        if (_dynos.TryGetValue(dynoId, out var dyno))
            await dyno.Accepted.Task;
        try
        {
            await driver.StopAsync(dynoId, grace, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.StopFailed(logger, dynoId, driver.Name, e);
            if (dyno is not null)
                dyno.Retry = time.CreateTimer(_ => RetryStop(dynoId, grace), null, StopRetry, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives a dyno something, not before the driver has accepted it.</summary>
    /// <exception cref="NotSupportedException">The driver cannot do this.</exception>
    public async Task SendAsync(Guid dynoId, DynoRequest request, CancellationToken cancellationToken)
    {
        if (_dynos.TryGetValue(dynoId, out var dyno))
            await dyno.Accepted.Task.WaitAsync(cancellationToken);
        await driver.SendAsync(dynoId, request, cancellationToken);
    }

    /// <summary>Gives a dyno something; a driver that cannot is noted in the diagnostics. Tells whether it was done.</summary>
    public async Task<bool> TrySendAsync(Guid dynoId, DynoRequest request)
    {
        try
        {
            await SendAsync(dynoId, request, CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            Log.SendFailed(logger, dynoId, driver.Name, request, e);
            return false;
        }
    }

    /// <summary>A driver that threw may have begun to run the dyno all the same; it is ended before anybody is told that it has.</summary>
    private async Task GiveUpAsync(Watched dyno, DynoExited exited)
    {
        if (!_dynos.TryRemove(exited.DynoId, out _))
            return; // its end was told already
        await StopDynoAsync(exited.DynoId, TimeSpan.Zero);
        Give(dyno, exited);
    }

    private void RetryStop(Guid dynoId, TimeSpan grace)
    {
        if (_dynos.ContainsKey(dynoId))
            StopDyno(dynoId, grace);
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
        if (dynoEvent is DynosReplayed)
        {
            _replayed.TrySetResult();
        }
        else if (dynoEvent is DynoAdopted adopted)
        {
            Adopt(new AdoptedDyno(adopted));
        }
        else if (_dynos.TryGetValue(dynoEvent.DynoId, out var dyno))
        {
            if (dynoEvent is DynoExited && _dynos.TryRemove(dynoEvent.DynoId, out _))
                dyno.Retry?.Dispose();
            Give(dyno, dynoEvent);
        }
        else if (dynoEvent is DynoStarted)
        {
            // Nobody here started it: a dyno of an earlier process that this engine does not re-adopt.
            Log.Unknown(logger, dynoEvent.DynoId);
            StopDyno(dynoEvent.DynoId, TimeSpan.FromSeconds(30));
        }
    }

    private void Adopt(AdoptedDyno dyno)
    {
        var watched = new Watched(dyno.Receive);
        watched.Accepted.SetResult();
        if (!_dynos.TryAdd(dyno.Spec.Id, watched))
            return; // told twice
        Action<AdoptedDyno>? adopter;
        lock (_adopting)
        {
            adopter = _adopter;
            if (adopter is null)
                _adopted.Add(dyno);
        }

        adopter?.Invoke(dyno);
    }

    private void Give(Watched dyno, DynoEvent dynoEvent)
    {
        try
        {
            dyno.Receiver(dynoEvent);
        }
        catch (Exception e)
        {
            // It may run a buildpack's code; the dynos of all others must still be heard.
            Log.ReceiverFailed(logger, dynoEvent.DynoId, e);
        }
    }

    private sealed class Watched(Action<DynoEvent> receiver)
    {
        public Action<DynoEvent> Receiver { get; } = receiver;

        /// <summary>Completes when the driver has taken the dyno, or refused it.</summary>
        public TaskCompletionSource Accepted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ITimer? Retry { get; set; }
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

        [LoggerMessage(5, LogLevel.Error, "An event of dyno {DynoId} could not be handled.")]
        public static partial void ReceiverFailed(ILogger logger, Guid dynoId, Exception exception);

        [LoggerMessage(6, LogLevel.Error, "Dyno {DynoId} could not be given {Request} by driver '{Driver}'.")]
        public static partial void SendFailed(ILogger logger, Guid dynoId, string driver, DynoRequest request, Exception exception);
    }
}
