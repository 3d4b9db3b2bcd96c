using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>A main process that is the host's own child and ends with it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DirectChild : DynoChild
{
    private readonly SpawnedProcess _process;

    public DirectChild(SpawnedProcess process, ProcessTable table, ChildExits exits)
    {
        _process = process;
        Ended = exits.WaitAsync(process.Pid);
        Leader = table.Find(process.Pid) ?? new ProcessEntry(process.Pid, 0, process.Pid, process.Pid, 0, Zombie: true);
    }

    public override ProcessEntry Leader { get; }

    public override OutputSource Output => _process.Output;

    public override IDynoInput? Input => _process.Input;

    public override Task Ended { get; }

    public override void Open()
    {
        try
        {
            _process.Gate.Write("\n"u8);
        }
        catch (IOException)
        {
            // Somebody killed it behind its gate; its exit code tells.
        }

        // A descriptor less while it runs.
        _process.Gate.Dispose();
    }

    public override int? TakeExitCode() => ChildExits.Reap(_process.Pid);

    protected override void Dispose(bool disposing)
    {
        _process.Gate.Dispose();
        _process.Input?.Dispose();
    }
}
