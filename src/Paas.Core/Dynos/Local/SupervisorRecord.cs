namespace Paas.Dynos.Local;

/// <summary>The supervisor of a dyno, as an identity until the next boot.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Start">Its start time, see <see cref="ProcessEntry.Start"/>.</param>
internal sealed record SupervisorRecord(int Pid, long Start)
{
    public bool Lives(ProcessTable table) => table.Find(Pid) is { Zombie: false } found && found.Start == Start;
}
