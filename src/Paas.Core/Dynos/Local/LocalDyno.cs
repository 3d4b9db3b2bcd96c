using System.ComponentModel;
using System.Net;
using System.Runtime.Versioning;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>One run of a dyno, from the slug to the last event.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LocalDyno(DynoSpec spec, DynoHost host, CancellationToken shutdown) : IDisposable
{
    private readonly StopRequest _stop = new(host.Clock);
    private readonly OutputQueue _output = new(spec.Id, host.Events, host.Options.OutputBufferSize, spec.LosslessOutput);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DynoPlace? _place;
    private int? _port;

    public Guid Id => spec.Id;

    /// <summary>Completes after the last event.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Asks the dyno to end; it gets SIGTERM now and SIGKILL after the grace.</summary>
    public void Stop(TimeSpan grace) => _stop.Ask(grace);

    /// <summary>Runs the dyno and cleans up after it.</summary>
    /// <returns>Its last event, which the caller posts.</returns>
    public async Task<DynoExited> RunAsync()
    {
        DynoExited exited;
        try
        {
            var place = await PrepareAsync();
            exited = _stop.IsRequested ? new DynoExited(spec.Id, null) : await RunAsync(place);
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

        if (_port is { } port)
            host.Ports.Return(port);
        _place?.Dispose();
        host.Directories.Remove(spec.Id);
        return exited;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _completed.TrySetResult();
    }

    private async Task<DynoPlace> PrepareAsync()
    {
        if (spec.Directory is { } inPlace && !Directory.Exists(inPlace))
            throw new CannotStartException($"Its directory '{inPlace}' does not exist.");
        var context = new PlaceContext(spec.Id, host.Directories.Create(spec.Id), host.Table, host.Clock)
        {
            InPlace = spec.Directory,
            Writable = spec.WritableDirectories,
            Size = spec.Size,
            Name = spec.Name,
        };
        _place = host.Places.Create(context);
        if (spec.Directory is null)
            await UnpackAsync(Directory.CreateDirectory(_place.HostHome).FullName);
        _place.Prepare();
        return _place;
    }

    private async Task UnpackAsync(string home)
    {
        await using var slug = await host.Slugs.OpenAsync(spec.SlugDigest!, _stop.Requested)
            ?? throw new CannotStartException($"Slug {spec.SlugDigest} is not in the slug store; deploy again.");
        // Writing files holds a thread.
        await host.Unpacking.WaitAsync(_stop.Requested);
        try
        {
            SlugArchive.Unpack(slug, home, spec.SlugDigest!, _stop.Requested, _place!.Owner);
        }
        finally
        {
            host.Unpacking.Release();
        }
    }

    private async Task<DynoExited> RunAsync(DynoPlace place)
    {
        if (spec.NeedsPort)
            _port = host.Ports.Take();
        var child = ProcessSpawner.Spawn(DynoShell.GateShell(host.Path), place.Wrap(new SpawnRequest(
            DynoShell.Arguments(spec.Command, host.Path, sourceProfiles: spec.SlugDigest is not null),
            DynoEnvironment.Create(spec, place.Home, _port, host.Path),
            place.Home)));
        using var reader = new OutputReader(child.Output, _output, host.Clock, shutdown);
        await using var gate = child.Gate;

        // From here on there is a child: it is ended and reaped whatever happens.
        var ended = host.Exits.WaitAsync(child.Pid);
        var leader = host.Table.Find(child.Pid) ?? new ProcessEntry(child.Pid, 0, child.Pid, child.Pid, 0, Zombie: true);
        var processes = place.Processes(leader, leaderIsOurs: true);
        var reading = Task.CompletedTask;
        var failure = DynoFailure.None;
        int? exitCode = null;
        try
        {
            place.Enter(leader.Pid);
            Open(gate, leader, place);
            reading = reader.RunAsync();
            if (_port is { } port)
                host.Scanner.Add(new ListeningTarget(spec.Id, port, place, processes, host.Clock.GetTimestamp()));
            failure = await WaitForEndAsync(processes, ended);
        }
        finally
        {
            host.Scanner.Remove(spec.Id);
            if (!await processes.KillAsync())
                Log.CannotKill(host.Log, spec.Id, string.Join(", ", processes.Living().Select(process => process.Pid)));
            // A child that even SIGKILL does not end keeps its entry and its port; nothing can be promised about it.
            await ended;
            exitCode = ChildExits.Reap(child.Pid);
            reader.DynoIsGone();
            await reading;
        }

        var (found, reason) = place.Verdict(exitCode);
        if (found is not DynoFailure.None)
            return new DynoExited(spec.Id, exitCode) { Failure = found, Reason = reason };
        return new DynoExited(spec.Id, exitCode)
        {
            Failure = failure,
            Reason = failure is DynoFailure.ExitTimeout ? "At least one process did not exit in time after SIGTERM and was ended with SIGKILL." : null,
        };
    }

    /// <summary>Records the process, then lets it run.</summary>
    private void Open(Stream gate, ProcessEntry leader, DynoPlace place)
    {
        new ProcessRecord(leader.Pid, leader.Start, host.Table.BootId) { Place = place.Record }.Write(host.Directories.PathOf(spec.Id));
        Log.Started(host.Log, spec.Id, leader.Pid);
        host.Events.Post(new DynoStarted(
            spec.Id,
            _port is { } port ? new IPEndPoint(place.Address, port) : null,
            DynoShell.Expand(spec.Command, _port)));
        try
        {
            gate.Write("\n"u8);
        }
        catch (IOException)
        {
            // Somebody killed it behind its gate; its exit code tells.
        }
    }

    /// <summary>Waits until the main process ended, by itself or because it was told to, and the other processes after it.</summary>
    private async Task<DynoFailure> WaitForEndAsync(DynoProcesses processes, Task ended)
    {
        if (!await EndsBeforeAsync(ended, _stop.Requested))
        {
            processes.Signal(Libc.SignalTerminate);
            if (!await EndsBeforeAsync(ended, _stop.Overdue))
                return DynoFailure.ExitTimeout;
        }

        // The main process is gone, maybe with the whole dyno; the rest has what is left of the grace.
        if (!_stop.IsRequested)
        {
            if (processes.Living().Count == 0)
                return DynoFailure.None;
            processes.Signal(Libc.SignalTerminate);
            await processes.WaitAsync(host.Options.RemainderGrace);
            return DynoFailure.None;
        }

        while (processes.Living().Count > 0)
        {
            if (_stop.Overdue.IsCancellationRequested)
                return DynoFailure.ExitTimeout;
            await processes.WaitAsync(TimeSpan.FromMilliseconds(50));
        }

        return DynoFailure.None;
    }

    private static async Task<bool> EndsBeforeAsync(Task ended, CancellationToken overdue)
    {
        try
        {
            await ended.WaitAsync(overdue);
            return true;
        }
        catch (OperationCanceledException)
        {
            return ended.IsCompleted;
        }
    }

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
