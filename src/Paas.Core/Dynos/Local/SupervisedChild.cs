using System.IO.Pipes;
using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>A main process behind a supervisor, which outlives the host; see <see cref="SupervisorScript"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SupervisedChild : DynoChild
{
    private readonly SupervisorFiles _files;
    private readonly SupervisorStatus _status;
    private readonly PipeSource _output;
    private PipeStream? _gate;

    private SupervisedChild(SupervisorFiles files)
    {
        _files = files;
        _output = new PipeSource(files.OpenOutput());
        try
        {
            _status = new SupervisorStatus(files.OpenStatus());
        }
        catch
        {
            _output.Dispose();
            throw;
        }
    }

    public override ProcessEntry Leader => LeaderEntry;

    public override SupervisorRecord? Supervisor => SupervisorEntry;

    public override OutputSource Output => _output;

    public override Task Ended => _status.Ended;

    private ProcessEntry LeaderEntry { get; set; }

    private SupervisorRecord? SupervisorEntry { get; set; }

    /// <summary>Starts a supervisor and behind it the process, up to its gate. When it throws, nothing of them is left.</summary>
    /// <exception cref="CannotStartException">The process did not come up.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The system refuses.</exception>
    public static async Task<SupervisedChild> StartAsync(Guid dynoId, SpawnRequest request, DynoHost host)
    {
        var directory = host.Directories.PathOf(dynoId);
        var files = new SupervisorFiles(directory);
        files.Make(request.Owner);
        var child = new SupervisedChild(files);
        try
        {
            var pid = child.Spawn(directory, DynoEnvironment.Marker(dynoId), request, host.Path);
            // It is this host's child; when this host dies first, it becomes init's.
            _ = ReapAsync(pid, host.Exits);
            _ = child._status.ReadAsync();
            child.SupervisorEntry = host.Table.Find(pid) is { } supervisor ? new SupervisorRecord(pid, supervisor.Start) : null;
            var leader = await child._status.Leader;
            if (child.SupervisorEntry is null || leader == 0 || host.Table.Find(leader) is not { } entry)
                throw new CannotStartException("Its supervisor ended before the process came up; look whether something on this machine kills processes.");
            child.LeaderEntry = entry;
            return child;
        }
        catch
        {
            // Behind a closed gate both end by themselves.
            child.Dispose();
            child.Output.Dispose();
            throw;
        }
    }

    /// <summary>Takes over the process that an earlier host started.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">Its FIFOs are gone.</exception>
    public static SupervisedChild Adopt(ProcessRecord record, string directory, DynoHost host)
    {
        var child = new SupervisedChild(new SupervisorFiles(directory))
        {
            SupervisorEntry = record.Supervisor,
            LeaderEntry = new ProcessEntry(record.Pid, record.Supervisor!.Pid, record.Pid, record.Pid, record.Start, Zombie: false),
        };
        // Where a driver was closed and another one opened in the same process, it is a child still.
        if (host.Table.Find(record.Supervisor.Pid) is { } supervisor && supervisor.Parent == Environment.ProcessId)
            _ = ReapAsync(supervisor.Pid, host.Exits);
        child._files.Tell(SupervisorScript.Again);
        _ = child._status.ReadAsync();
        return child;
    }

    public override void Open()
    {
        try
        {
            _gate?.Write("\n"u8);
        }
        catch (IOException)
        {
            // Somebody killed it behind its gate; its exit code tells.
        }

        _gate?.Dispose();
    }

    public override int? TakeExitCode() => _status.ExitCode ?? _files.ReadExitCode();

    public override void Release() => _files.Tell(SupervisorScript.End);

    protected override void Dispose(bool disposing)
    {
        _gate?.Dispose();
        _status.Dispose();
    }

    private int Spawn(string directory, string marker, SpawnRequest request, string path)
    {
        var shell = DynoShell.GateShell(path);
        var arguments = SupervisorScript.Arguments(shell, directory, marker, DynoShell.SessionStarter(path), request.Arguments);
        var behind = request with { Environment = [.. request.Environment.Where(entry => entry != marker)] };
        return ProcessSpawner.WithGate((gate, atGate) =>
        {
            var pid = ProcessSpawner.Spawn(shell, arguments, behind,
            [
                SpawnDescriptor.Open(0, "/dev/null", Libc.OpenReadWrite),
                SpawnDescriptor.Open(1, "/dev/null", Libc.OpenReadWrite),
                SpawnDescriptor.Open(2, "/dev/null", Libc.OpenReadWrite),
                atGate,
                .. _files.Descriptors,
            ]);
            _gate = gate;
            return pid;
        });
    }

    private static async Task ReapAsync(int pid, ChildExits exits)
    {
        await exits.WaitAsync(pid);
        ChildExits.Reap(pid);
    }
}
