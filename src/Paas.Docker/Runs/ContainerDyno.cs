using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Containers;
using Paas.Docker.Daemon;
using Paas.Docker.Listening;
using Paas.Docker.Output;

namespace Paas.Docker.Runs;

/// <summary>A dyno that is a container.</summary>
internal sealed class ContainerDyno(DynoSpec spec, DockerHost host, RunningContainers running, CancellationToken shutdown) : DynoRun(spec, host, shutdown)
{
    // Longer than a daemon takes to end the processes of a container.
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<int?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly bool _outlivesHost = ContainerFacts.CanOutliveHost(spec, host.Options);
    private readonly Lock _reporting = new();
    private readonly List<DynoRun> _guests = [];
    private bool _adopted;
    private ContainerOutput? _output;
    private string? _container;
    private bool _memoryExceeded;
    private bool _timedOut;
    private bool _left;
    private bool _reported;

    /// <summary>Id of its container once it is made.</summary>
    public string? Container => _container;

    /// <summary>It runs and has run through its start.</summary>
    public bool IsUp => _started.Task.IsCompletedSuccessfully && !_ended.Task.IsCompleted;

    public bool IsFrozen { get; private set; }

    public bool OutlivesHost => _outlivesHost;

    /// <summary>Takes over a container of an earlier host, before <see cref="DynoRun.RunAsync"/>; tells of it.</summary>
    public async Task AdoptAsync(ContainerInspectResponse container, DateTimeOffset startedAt)
    {
        _adopted = true;
        IsFrozen = container.State!.Paused;
        Created(container.ID);
        _output!.Frozen(IsFrozen);
        Post(new DynoAdopted(Spec, startedAt) { Frozen = IsFrozen });
        var started = Started(container);
        Post(started);
        if (!container.State.Running)
        {
            _ended.TrySetResult((int)container.State.ExitCode);
        }
        else if (started.Address is not null)
        {
            var watch = Watch(container);
            if (!await watch.LookAsync(_over.Token))
                _ = watch.RunAsync(_over.Token);
        }

        _started.TrySetResult();
    }

    /// <summary>The daemon said that it ended.</summary>
    /// <param name="exitCode">Null when its container is gone.</param>
    public void OnEnded(int? exitCode) => _ended.TrySetResult(exitCode);

    /// <summary>The daemon said that a process of it was killed for want of memory: the whole dyno has to go.</summary>
    public void OnMemoryExceeded()
    {
        _memoryExceeded = true;
        _ = TryAsync(() => ContainerSignals.KillAsync(Host.Client, _container!, "KILL", Shutdown));
    }

    /// <summary>Takes a command that runs inside and ends before it; false when it has ended itself.</summary>
    public bool Welcome(DynoRun guest)
    {
        lock (_reporting)
        {
            if (_reported || !IsUp)
                return false;
            _guests.Add(guest);
            return true;
        }
    }

    /// <summary>It was measured.</summary>
    public void Report(DynoUsage usage)
    {
        lock (_reporting)
        {
            // Nothing follows after the last event.
            if (!_reported)
                Post(usage);
        }
    }

    /// <summary>The host ends and the dyno goes on.</summary>
    public void Leave()
    {
        _left = true;
        _ended.TrySetResult(null);
    }

    public override async ValueTask SendAsync(DynoRequest request, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_started.Task.WaitAsync(cancellationToken), Completed);
        if (!IsUp)
            return;
        switch (request)
        {
            case DynoInput when Spec.Attachment is null:
                throw new NotSupportedException($"Dyno {Spec.Name} has no input; start it with DynoSpec.Attachment.");
            case DynoInput input:
                await WriteAsync(_output!.Stream, input.Data, cancellationToken);
                break;
            case DynoResize resize:
                await TryAsync(() => Host.Client.Containers.ResizeContainerTtyAsync(_container!, new ContainerResizeParameters { Width = resize.Terminal.Columns, Height = resize.Terminal.Rows }, cancellationToken));
                break;
            case DynoHold hold:
                _output!.Hold(hold.Held);
                break;
            case DynoSignal signal:
                await TryAsync(() => ContainerSignals.SendToAllAsync(Host.Client, _container!, signal.Number, cancellationToken));
                break;
            case DynoFreeze freeze:
                await TryAsync(() => FreezeAsync(freeze.Frozen, cancellationToken));
                break;
            default:
                throw new NotSupportedException($"The driver 'docker' cannot carry out {request.GetType().Name}.");
        }
    }

    public override void Dispose()
    {
        _output?.Dispose();
        _over.Dispose();
        base.Dispose();
    }

    protected override async Task<DynoExited?> RunToEndAsync()
    {
        try
        {
            if (!_adopted)
            {
                await new ContainerStart(Spec, Host, Created, StopRequest.Requested).RunAsync();
                StopRequest.Requested.ThrowIfCancellationRequested();
                await StartAsync();
            }

            return await FollowAsync();
        }
        finally
        {
            if (!_left)
                await CleanUpAsync();
        }
    }

    private void Created(string container)
    {
        _container = container;
        _output = new ContainerOutput(
            Spec, Host, container, Queue, _outlivesHost ? new SeenOutput(Host.Directories.SeenFile(Spec.Id), Host.Clock) : null, _ended.Task, Shutdown);
        running.Add(this);
    }

    private async Task StartAsync()
    {
        // What it writes at once is not to be missed.
        await _output!.AttachAsync();
        await Host.Client.Containers.StartContainerAsync(_container!, null, Shutdown);
        var container = await Host.Client.Containers.InspectContainerAsync(_container!, Shutdown);
        var started = Started(container);
        Post(started);
        if (started.Address is not null && container.State!.Running)
            _ = Watch(container).RunAsync(_over.Token);
        _started.TrySetResult();
    }

    private async Task<DynoExited?> FollowAsync()
    {
        var reading = Task.Run(_output!.ReadAsync, CancellationToken.None);
        await Task.WhenAny(_ended.Task, WhenStopRequestedAsync());
        if (!_ended.Task.IsCompleted)
            await EndAsync();
        var exitCode = await _ended.Task;
        if (_left)
        {
            _output.Save();
            return null;
        }

        await _over.CancelAsync();
        lock (_reporting)
            _reported = true;
        await reading;
        await Task.WhenAll(_guests.Select(static guest => guest.Completed));
        return await ExplainAsync(exitCode);
    }

    private async Task WhenStopRequestedAsync()
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Host.Clock, StopRequest.Requested);
        }
        catch (OperationCanceledException)
        {
            // That is what was waited for.
        }
    }

    /// <summary>SIGTERM to all of it, SIGKILL when its grace is over.</summary>
    private async Task EndAsync()
    {
        _ = TryAsync(async () =>
        {
            await FreezeAsync(false, Shutdown);
            if (!StopRequest.Overdue.IsCancellationRequested)
                await ContainerSignals.SendToAllAsync(Host.Client, _container!, 15, StopRequest.Overdue);
        });
        try
        {
            await _ended.Task.WaitAsync(StopRequest.Overdue);
            return;
        }
        catch (OperationCanceledException)
        {
            _timedOut = !_ended.Task.IsCompleted;
        }

        await TryAsync(() => FreezeAsync(false, Shutdown));
        await TryAsync(() => ContainerSignals.KillAsync(Host.Client, _container!, "KILL", Shutdown));
        // A daemon that is away says later what became of it.
        while (await Task.WhenAny(_ended.Task, Task.Delay(KillBound, Host.Clock, Shutdown)) != _ended.Task && !Shutdown.IsCancellationRequested)
            await TryAsync(() => ContainerSignals.KillAsync(Host.Client, _container!, "KILL", Shutdown));
        if (Shutdown.IsCancellationRequested)
            _ended.TrySetResult(null);
    }

    private async Task FreezeAsync(bool frozen, CancellationToken cancellationToken)
    {
        if (IsFrozen == frozen)
            return;
        if (frozen)
            await Host.Client.Containers.PauseContainerAsync(_container!, cancellationToken);
        else
            await Host.Client.Containers.UnpauseContainerAsync(_container!, cancellationToken);
        IsFrozen = frozen;
        if (!frozen)
            _output!.Frozen(false);
    }

    private async Task<DynoExited> ExplainAsync(int? exitCode)
    {
        await TryAsync(async () =>
        {
            var container = await Host.Client.Containers.InspectContainerAsync(_container!, Shutdown);
            _memoryExceeded |= container.State!.OOMKilled;
            exitCode ??= (int)container.State!.ExitCode;
        });
        if (_memoryExceeded)
        {
            return new DynoExited(Spec.Id, exitCode ?? 137)
            {
                Failure = DynoFailure.MemoryExceeded,
                Reason = string.Create(CultureInfo.InvariantCulture, $"It used more than the {Spec.Size.MaxMemory / (1024 * 1024)} MB that a dyno of size {Spec.Size.DisplayName} may use at most, and was killed."),
            };
        }

        if (_timedOut)
            return new DynoExited(Spec.Id, exitCode ?? 137) { Failure = DynoFailure.ExitTimeout };
        return exitCode is { } code
            ? new DynoExited(Spec.Id, code)
            : new DynoExited(Spec.Id, 137) { Reason = "Its container was removed by somebody else." };
    }

    private async Task CleanUpAsync()
    {
        if (_container is not null)
        {
            await ContainerRemoval.RemoveAsync(Host, _container);
            running.Remove(this);
        }

        _output?.Dispose();
        Host.Directories.Remove(Spec.Id);
    }

    private DynoStarted Started(ContainerInspectResponse container)
    {
        IPEndPoint? address = null;
        int? port = Spec.NeedsPort ? ContainerPort.Of(Spec.Id) : null;
        if (port is { } number && container.NetworkSettings?.Ports?.TryGetValue(ContainerRequest.PortKey(number), out var bindings) == true
            && bindings?.FirstOrDefault() is { } binding && int.TryParse(binding.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out var published))
        {
            address = new IPEndPoint(DaemonAddress.Of(Host.Client.Options.Endpoint), published);
        }

        return new DynoStarted(Spec.Id, address, ContainerCommand.Expand(Spec.Command.Length > 0 ? Spec.Command : CommandOf(container), port));
    }

    /// <summary>What the image runs by itself.</summary>
    private static string CommandOf(ContainerInspectResponse container) => string.Join(' ', [container.Path, .. container.Args ?? []]);

    private ListeningWatch Watch(ContainerInspectResponse container) =>
        new(Spec.Id, ContainerPort.Of(Spec.Id), ListeningProbe.Of(container, Host), Host);

    /// <summary>What fails because the dyno just ended, or the daemon is away, is no error of the caller.</summary>
    private async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (Exception exception) when (exception is not NotSupportedException)
        {
            Log.RequestFailed(Host.Log, Spec.Id, exception);
            return false;
        }
    }
}
