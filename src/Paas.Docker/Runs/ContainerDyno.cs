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
    /// <summary>The daemon takes some keys for itself unless it gets others: these are pressed by nobody.</summary>
    public const string NoDetachKeys = "ctrl-^,ctrl-_,ctrl-^,ctrl-_,ctrl-^,ctrl-_,ctrl-^,ctrl-_";

    // Longer than a daemon takes to end the processes of a container.
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<int?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly bool _outlivesHost = host.Options.OutliveHost && spec is { Attachment: null, Directory: null, LosslessOutput: false };
    private readonly Lock _reporting = new();
    private readonly List<DynoRun> _guests = [];
    private ContainerInspectResponse? _adopted;
    private SeenOutput? _seen;
    private OutputPump? _pump;
    private MultiplexedStream? _stream;
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
    public void Adopt(ContainerInspectResponse container, DateTimeOffset startedAt)
    {
        _adopted = container;
        _container = container.ID;
        IsFrozen = container.State!.Paused;
        running.Add(this);
        Post(new DynoAdopted(Spec, startedAt) { Frozen = IsFrozen });
        Post(Started(container));
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
                await WriteAsync(_stream, input.Data, cancellationToken);
                break;
            case DynoResize resize:
                await TryAsync(() => Host.Client.Containers.ResizeContainerTtyAsync(_container!, new ContainerResizeParameters { Width = resize.Terminal.Columns, Height = resize.Terminal.Rows }, cancellationToken));
                break;
            case DynoHold hold:
                _pump!.Hold(hold.Held);
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
        _stream?.Dispose();
        _seen?.Dispose();
        _over.Dispose();
        base.Dispose();
    }

    protected override async Task<DynoExited?> RunToEndAsync()
    {
        try
        {
            if (_adopted is null)
                await new ContainerStart(Spec, Host, Created, StopRequest.Requested).RunAsync();
            StopRequest.Requested.ThrowIfCancellationRequested();
            if (_outlivesHost)
                _seen = new SeenOutput(Host.Directories.SeenFile(Spec.Id), Host.Clock);
            _pump = new OutputPump(Spec, Queue, _seen, Shutdown);
            if (_adopted is null)
                await StartAsync();
            else
                await ResumeAsync(_adopted);
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
        running.Add(this);
    }

    private async Task StartAsync()
    {
        // What it writes at once is not to be missed.
        await AttachAsync();
        await Host.Client.Containers.StartContainerAsync(_container!, null, Shutdown);
        var container = await Host.Client.Containers.InspectContainerAsync(_container!, Shutdown);
        var started = Started(container);
        Post(started);
        if (started.Address is not null && container.State!.Running)
            Watch(container);
        _started.TrySetResult();
    }

    private async Task ResumeAsync(ContainerInspectResponse container)
    {
        if (container.State!.Running)
            await AttachAsync();
        await AddKeptAsync(container.State!.Running ? Host.Clock.GetUtcNow() : DateTimeOffset.MaxValue);
        if (!container.State!.Running)
            _ended.TrySetResult((int)container.State!.ExitCode);
        else if (Started(container).Address is not null)
            Watch(container);
        _started.TrySetResult();
    }

    private async Task<DynoExited?> FollowAsync()
    {
        var reading = _stream is null ? Task.CompletedTask : ReadAsync();
        await Task.WhenAny(_ended.Task, WhenStopRequestedAsync());
        if (!_ended.Task.IsCompleted)
            await EndAsync();
        var exitCode = await _ended.Task;
        if (_left)
        {
            _seen?.Save();
            return null;
        }

        await _over.CancelAsync();
        lock (_reporting)
            _reported = true;
        await reading;
        await _pump!.EndAsync();
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
    }

    private async Task AttachAsync()
    {
        _stream?.Dispose();
        _stream = await Host.Client.Containers.AttachContainerAsync(
            _container!,
            new ContainerAttachParameters { Stream = true, Stdin = Spec.Attachment is not null, Stdout = true, Stderr = true, DetachKeys = NoDetachKeys },
            Shutdown);
    }

    /// <summary>Reads output until the dyno ended; across a restart of the daemon, too.</summary>
    private async Task ReadAsync()
    {
        var delay = Host.Options.ReconnectDelay;
        while (true)
        {
            try
            {
                await _pump!.ReadAsync(_stream!);
            }
            catch (Exception exception) when (DaemonErrors.IsAway(exception) || exception is OperationCanceledException)
            {
                // The connection broke, or the host ends.
            }

            // The end of the output and that of the dyno are told on different ways. A dyno may also close its output and run on.
            while (await Task.WhenAny(_ended.Task, Task.Delay(delay, Host.Clock, _over.Token)) != _ended.Task)
            {
                var broke = Host.Clock.GetUtcNow();
                if (Shutdown.IsCancellationRequested || _over.IsCancellationRequested)
                    return;
                if (!await TryAsync(AttachAsync))
                    continue;
                if (_outlivesHost)
                    await AddKeptAsync(broke);
                break;
            }

            if (_ended.Task.IsCompleted)
                return;
            delay = delay < TimeSpan.FromSeconds(30) ? delay * 2 : delay;
        }
    }

    /// <summary>Adds what the daemon kept since the last that arrived, up to the time from which on it arrives by itself.</summary>
    private async Task AddKeptAsync(DateTimeOffset until)
    {
        if (_seen is null)
            return;
        try
        {
            var seen = _seen.Mark;
            var lines = await KeptOutput.ReadAsync(Host.Client, _container!, seen.Time - OutputGap.Slack, Shutdown);
            foreach (var line in lines.Skip(OutputGap.FirstUnseen(lines, seen)).TakeWhile(line => line.Time < until))
                await _pump!.AddKeptAsync(line.Text);
            _seen.Save();
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsAway(exception))
        {
            Log.NoKeptOutput(Host.Log, Spec.Id, exception);
        }
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

        _seen?.Dispose();
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

        return new DynoStarted(Spec.Id, address, ContainerCommand.Expand(Spec.Command, port));
    }

    private void Watch(ContainerInspectResponse container)
    {
        var watch = new ListeningWatch(Spec.Id, ContainerPort.Of(Spec.Id), ListeningProbe.Of(container, Host), Host);
        _ = Task.Run(() => watch.RunAsync(_over.Token), CancellationToken.None);
    }

    /// <summary>What fails because the dyno just ended, or the daemon is away, is no error of the caller.</summary>
    private async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (Exception exception) when (exception is DockerApiException or OperationCanceledException || DaemonErrors.IsAway(exception))
        {
            Log.RequestFailed(Host.Log, Spec.Id, exception);
            return false;
        }
    }
}
