using System.ComponentModel;
using System.Net;
using System.Runtime.Versioning;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>One run of a dyno, from the slug to the last event.</summary>
/// <param name="spec">What to run.</param>
/// <param name="host">What all dynos share.</param>
/// <param name="beside">The dyno inside of which it runs; null when it has a place of its own, or that dyno does not run.</param>
/// <param name="shutdown">Nobody waits for slow readers any more.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class LocalDyno(DynoSpec spec, DynoHost host, LocalDyno? beside, CancellationToken shutdown) : IDisposable
{
    private readonly StopRequest _stop = new(host.Clock);
    private readonly CancellationTokenSource _left = new();
    private readonly OutputQueue _output = new(spec.Id, host.Events, host.Options.OutputBufferSize, spec.LosslessOutput || spec.Attachment is not null);
    private readonly TaskCompletionSource<LiveDyno?> _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DynoGuests _guests = new();
    private DynoPlace? _place;
    private volatile bool _outlives;
    private int? _port;

    public Guid Id => spec.Id;

    /// <summary>Completes after the last event.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Whether <see cref="Leave"/> may be called: it runs, nobody told it to end, and it goes on without the host.</summary>
    public bool CanBeLeft => !_stop.IsRequested && _outlives;

    /// <summary>Asks the dyno to end; it gets SIGTERM now and SIGKILL after the grace.</summary>
    public void Stop(TimeSpan grace) => _stop.Ask(grace);

    /// <summary>Lets go of the dyno, which runs on for a later host.</summary>
    public void Leave() => _left.Cancel();

    /// <summary>Gives it what it is sent, as soon as it runs.</summary>
    /// <exception cref="NotSupportedException">It cannot be given this.</exception>
    public async ValueTask SendAsync(DynoRequest request, CancellationToken cancellationToken)
    {
        if (await _live.Task.WaitAsync(cancellationToken) is { } live)
            await live.SendAsync(request, cancellationToken);
    }

    /// <summary>Runs the dyno and cleans up after it.</summary>
    /// <returns>Its last event, which the caller posts; null when it was left.</returns>
    public async Task<DynoExited?> RunAsync()
    {
        DynoExited? exited;
        try
        {
            exited = spec.Inside is null ? await RunAloneAsync() : await RunInsideAsync();
        }
        catch (OperationCanceledException) when (_stop.IsRequested)
        {
            exited = new DynoExited(spec.Id, null);
        }
        catch (SlugChecksumException exception)
        {
            exited = Failed(exception, DynoFailure.Checksum);
        }
        // Whatever goes wrong with one dyno is the end of that dyno and of nothing else.
        catch (Exception exception)
        {
            exited = Failed(exception, DynoFailure.CannotStart);
        }

        return CleanUp(exited);
    }

    /// <summary>Takes over a dyno that an earlier host left running, and reports it. <see cref="RunAdoptedAsync"/> has to follow.</summary>
    /// <returns>What to look at to know whether it listens; null when it has no port or has ended.</returns>
    /// <exception cref="Win32Exception">Its FIFOs are gone.</exception>
    public ListeningTarget? Adopt(ProcessRecord record)
    {
        _place = host.Places.Adopt(DynoStart.Context(spec, host), record.Place);
        var child = SupervisedChild.Adopt(record, host.Directories.PathOf(spec.Id), host);
        if (record.Port is { } taken)
            host.Ports.Reserve(taken);
        _port = record.Port;
        var live = Live(_place, child, record, environment: null);
        BeLive(live);
        host.Events.Post(new DynoAdopted(spec, record.StartedAt) { Frozen = record.Frozen });
        if (host.Table.Find(record.Pid) is not { Zombie: false } found || found.Start != record.Start)
            return null;
        PostStarted(_place);
        return _port is { } port ? new ListeningTarget(spec.Id, port, live.Place, live.Processes, host.Clock.GetTimestamp()) : null;
    }

    /// <summary>As <see cref="RunAsync"/>, for a dyno that was adopted.</summary>
    /// <param name="target">Its port, when it does not listen there yet.</param>
    public async Task<DynoExited?> RunAdoptedAsync(ListeningTarget? target)
    {
        var live = (await _live.Task)!;
        return CleanUp(await LiveAsync(live, () =>
        {
            // The earlier host may have died while it froze it.
            if (live.IsFrozen)
                live.Freeze(true);
            if (target is not null)
                host.Scanner.Add(target);
        }));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _live.TrySetResult(null);
        _completed.TrySetResult();
    }

    private async Task<DynoExited?> RunAloneAsync()
    {
        var start = new DynoStart(spec, host, _stop.Requested);
        var place = await start.PrepareAsync(made => _place = made);
        if (_stop.IsRequested)
            return new DynoExited(spec.Id, null);
        if (spec.NeedsPort)
            _port = host.Ports.Take();
        var environment = DynoEnvironment.Create(spec, place.Home, _port, host.Path);
        return await SpawnAsync(start, place, start.Request(place, environment), environment);
    }

    /// <summary>In the place of the other dyno, with its environment and as long as it runs.</summary>
    private async Task<DynoExited?> RunInsideAsync()
    {
        if (beside is null || await beside._live.Task.WaitAsync(_stop.Requested) is not { } other || !beside._guests.TryAdd(this))
            throw new CannotStartException($"Dyno {spec.Inside}, inside of which it should run, does not run.");
        try
        {
            host.Directories.Create(spec.Id);
            var start = new DynoStart(spec, host, _stop.Requested);
            var environment = DynoEnvironment.CreateInside(spec, other.Environment);
            return await SpawnAsync(start, other.Place, start.RequestInside(other, environment), environment);
        }
        finally
        {
            beside._guests.Remove(this);
        }
    }

    private async Task<DynoExited?> SpawnAsync(DynoStart start, DynoPlace place, SpawnRequest request, IReadOnlyList<string> environment)
    {
        // From here on there is a child: it is ended and reaped whatever happens.
        var child = await start.SpawnAsync(request, place);
        var record = start.Record(child, place, _port, host.Clock.GetUtcNow());
        var live = Live(place, child, record, environment);
        return await LiveAsync(live, () =>
        {
            place.Enter(child.Leader.Pid);
            record.Write(host.Directories.PathOf(spec.Id));
            Log.Started(host.Log, spec.Id, child.Leader.Pid);
            PostStarted(place);
            child.Open();
            BeLive(live);
            if (_port is { } port)
                host.Scanner.Add(new ListeningTarget(spec.Id, port, live.Place, live.Processes, host.Clock.GetTimestamp()));
        });
    }

    private LiveDyno Live(DynoPlace place, DynoChild child, ProcessRecord record, IReadOnlyList<string>? environment)
    {
        // Beside another dyno it is known by its own marker only: all else is the other's.
        var processes = spec.Inside is null
            ? place.Processes(child.Leader, leaderIsOurs: true)
            : new DynoProcesses(host.Table, child.Leader, DynoEnvironment.Marker(spec.Id), leaderIsOurs: true, host.Clock);
        OutputReader reader = spec.Attachment is null ? new LineReader(child.Output, _output, shutdown) : new DataReader(child.Output, _output, shutdown);
        return new LiveDyno(spec, place, child, processes, reader, environment, host.Table, record, host.Directories.PathOf(spec.Id));
    }

    private void BeLive(LiveDyno live)
    {
        _outlives = live.Child.Supervisor is not null;
        _live.TrySetResult(live);
    }

    /// <summary>From the opening of the gate to the end of all processes.</summary>
    private async Task<DynoExited?> LiveAsync(LiveDyno live, Action begin)
    {
        using var _ = live;
        var reading = Task.CompletedTask;
        var failure = DynoFailure.None;
        var left = false;
        int? exitCode = null;
        try
        {
            begin();
            host.Usage.Add(new UsageTarget(spec.Id, spec.Inside ?? spec.Id, live.Child.Leader, live.Place));
            reading = live.Reader.RunAsync();
            failure = await new DynoEnd(live.Processes, _stop, host.Options.RemainderGrace).WaitAsync(live.Child.Ended, () => live.Terminate(_stop.IsImmediate), _left.Token);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            left = true;
            live.Reader.Abandon();
            await reading;
        }
        finally
        {
            host.Scanner.Remove(spec.Id);
            host.Usage.Remove(spec.Id);
            if (!left)
            {
                await _guests.EndAsync();
                await KillAsync(live);
                exitCode = live.Child.TakeExitCode();
                live.Reader.DynoIsGone();
                await reading;
                live.Child.Release();
            }
        }

        return left ? null : Exited(live, exitCode, failure);
    }

    private async Task KillAsync(LiveDyno live)
    {
        live.BeginEnd();
        if (!await live.Processes.KillAsync())
            Log.CannotKill(host.Log, spec.Id, string.Join(", ", live.Processes.Living().Select(process => process.Pid)));
        // A child that even SIGKILL does not end keeps its entry and its port; nothing can be promised about it.
        await live.Child.Ended;
    }

    private DynoExited Exited(LiveDyno live, int? exitCode, DynoFailure failure)
    {
        var (found, reason) = spec.Inside is null ? live.Place.Verdict(exitCode) : default;
        if (found is not DynoFailure.None)
            return new DynoExited(spec.Id, exitCode) { Failure = found, Reason = reason };
        if (exitCode is null && live.Child.Supervisor is not null)
            return new DynoExited(spec.Id, 128 + Libc.SignalKill) { Reason = "Its supervisor process was killed, so that nobody could tell how it ends any more, and it was ended as well." };
        return new DynoExited(spec.Id, exitCode)
        {
            Failure = failure,
            Reason = failure is DynoFailure.ExitTimeout ? "At least one process did not exit in time after SIGTERM and was ended with SIGKILL." : null,
        };
    }

    private DynoExited? CleanUp(DynoExited? exited)
    {
        if (exited is null)
            return null;
        _live.TrySetResult(null);
        if (_port is { } port)
            host.Ports.Return(port);
        _place?.Dispose();
        host.Directories.Remove(spec.Id);
        if (spec.SlugDigest is not null)
            host.Unpacked.Trim();
        return exited;
    }

    private void PostStarted(DynoPlace place) => host.Events.Post(new DynoStarted(
        spec.Id,
        _port is { } port ? new IPEndPoint(place.Address, port) : null,
        DynoShell.Expand(spec.Command, _port)));

    private DynoExited Failed(Exception exception, DynoFailure failure)
    {
        Log.CannotStart(host.Log, spec.Id, exception);
        var reason = exception switch
        {
            Win32Exception => $"The process could not be started: {exception.Message}.",
            IOException => $"Its files could not be written: {exception.Message} Check the free space of '{host.Directories.PathOf(spec.Id)}'.",
            _ => exception.Message,
        };
        return new DynoExited(spec.Id, null) { Failure = failure, Reason = reason };
    }
}
