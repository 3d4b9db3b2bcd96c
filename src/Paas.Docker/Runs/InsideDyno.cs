using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Containers;
using Paas.Docker.Daemon;
using Paas.Docker.Output;
using Paas.Dynos.Local;

namespace Paas.Docker.Runs;

/// <summary>A command beside the processes of another dyno, in its container.</summary>
internal sealed class InsideDyno(DynoSpec spec, DockerHost host, RunningContainers running, CancellationToken shutdown) : DynoRun(spec, host, shutdown)
{
    private const int Killed = 137;
    private static readonly TimeSpan ExitPoll = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutputPump? _pump;
    private MultiplexedStream? _stream;
    private string? _container;
    private string? _exec;

    public override async ValueTask SendAsync(DynoRequest request, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_started.Task.WaitAsync(cancellationToken), Completed);
        if (!_started.Task.IsCompletedSuccessfully || Completed.IsCompleted)
            return;
        switch (request)
        {
            case DynoInput when Spec.Attachment is null:
                throw new NotSupportedException($"Dyno {Spec.Name} has no input; start it with DynoSpec.Attachment.");
            case DynoInput input:
                await WriteAsync(_stream, input.Data, cancellationToken);
                break;
            case DynoResize resize:
                await TryAsync(() => Host.Client.Exec.ResizeExecTtyAsync(_exec!, new ContainerResizeParameters { Width = resize.Terminal.Columns, Height = resize.Terminal.Rows }, cancellationToken));
                break;
            case DynoHold hold:
                _pump!.Hold(hold.Held);
                break;
            case DynoSignal signal:
                await TryAsync(() => SignalAsync(signal.Number, cancellationToken));
                break;
            default:
                throw new NotSupportedException($"A command inside of another dyno cannot be asked for {request.GetType().Name}; ask that dyno.");
        }
    }

    public override void Dispose()
    {
        _stream?.Dispose();
        base.Dispose();
    }

    protected override async Task<DynoExited?> RunToEndAsync()
    {
        var other = running.Find(Spec.Inside!.Value);
        if (other is not { Container: { } container } || !other.Welcome(this))
            throw new CannotStartException($"The dyno {Spec.Inside} does not run, so that nothing can run inside of it.");
        _container = container;
        StopRequest.Requested.ThrowIfCancellationRequested();
        var parameters = new ContainerExecCreateParameters
        {
            Cmd = ContainerCommand.Inside(Spec, other.Spec.SlugDigest is not null),
            Env = ContainerEnvironment.OfInside(Spec),
            TTY = Spec.Attachment?.Terminal is not null,
            AttachStdin = Spec.Attachment is not null,
            AttachStdout = true,
            AttachStderr = true,
            DetachKeys = ContainerOutput.NoDetachKeys,
        };
        _exec = (await Host.Client.Exec.CreateContainerExecAsync(container, parameters, Shutdown)).ID;
        _pump = new OutputPump(Spec, Queue, null, Shutdown);
        _stream = await Host.Client.Exec.StartContainerExecAsync(_exec, new ContainerExecStartParameters { TTY = parameters.TTY }, Shutdown);
        Post(new DynoStarted(Spec.Id, null, Spec.Command));
        _started.TrySetResult();
        return await FollowAsync();
    }

    private async Task<DynoExited> FollowAsync()
    {
        var ending = new CancellationTokenSource();
        var stopping = StopAsync(ending.Token);
        var reading = ReadAsync();
        var exitCode = await WaitAsync(reading);
        await ending.CancelAsync();
        var timedOut = await stopping;
        // What it left behind would hold its output open, and outlive it.
        await TryAsync(() => SignalAsync(9, Shutdown));
        await reading;
        await _pump!.EndAsync();
        return new DynoExited(Spec.Id, exitCode ?? Killed) { Failure = timedOut ? DynoFailure.ExitTimeout : DynoFailure.None };
    }

    private async Task ReadAsync()
    {
        try
        {
            await _pump!.ReadAsync(_stream!, null);
        }
        catch (Exception exception) when (DaemonErrors.IsAway(exception))
        {
            // The other dyno ended, or the daemon.
        }
    }

    /// <summary>The exit code; null when it ended with the other dyno.</summary>
    private async Task<int?> WaitAsync(Task reading)
    {
        // Its end closes its output, unless it left processes behind that hold that open.
        var interval = ExitPoll;
        while (true)
        {
            await Task.WhenAny(reading, Task.Delay(interval, Host.Clock, Shutdown));
            try
            {
                var state = await Host.Client.Exec.InspectContainerExecAsync(_exec!, Shutdown);
                if (!state.Running && state.ExitCode is { } code)
                    return (int)code;
            }
            catch (DockerApiException)
            {
                return null;
            }

            if (reading.IsCompleted)
                await Task.Delay(ExitPoll, Host.Clock, Shutdown);
            else
                interval = interval < TimeSpan.FromSeconds(1) ? interval * 2 : interval;
        }
    }

    /// <summary>Whether its grace ran out.</summary>
    private async Task<bool> StopAsync(CancellationToken ended)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(StopRequest.Requested, ended);
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, Host.Clock, either.Token));
            if (ended.IsCancellationRequested)
                return false;
            if (!StopRequest.Overdue.IsCancellationRequested)
                await TryAsync(() => SignalAsync(15, StopRequest.Overdue));
            using var last = CancellationTokenSource.CreateLinkedTokenSource(StopRequest.Overdue, ended);
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, Host.Clock, last.Token));
            if (ended.IsCancellationRequested)
                return false;
            await TryAsync(() => SignalAsync(9, Shutdown));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Task SignalAsync(int number, CancellationToken cancellationToken) =>
        ContainerSignals.SendToMarkedAsync(Host.Client, _container!, ContainerEnvironment.Marker(Spec.Id), number, cancellationToken);

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is DockerApiException or OperationCanceledException || DaemonErrors.IsAway(exception))
        {
            Log.RequestFailed(Host.Log, Spec.Id, exception);
        }
    }
}
