namespace Paas.Dynos.Local;

/// <summary>
/// The processes of a sandboxed dyno: the host's, that waits outside for the end; the first one inside, which takes in
/// orphans; and the app's, of which alone signals are for. When the first one inside is killed, so are all.
/// </summary>
internal sealed class SandboxProcesses(ProcessTable table, ProcessEntry leader, string marker, bool leaderIsOurs, TimeProvider clock)
    : DynoProcesses(table, leader, marker, leaderIsOurs, clock)
{
    // Whoever forks faster than this gets the rest by the SIGKILL that follows.
    private const int MostRounds = 5;

    public override List<ProcessEntry> Living(IReadOnlyList<ProcessEntry> processes)
    {
        var living = base.Living(processes);
        // Without anything inside, the one outside is about to make it.
        var inside = living.FindAll(process => process.Pid != Leader.Pid);
        return inside.Count > 0 ? inside : living;
    }

    /// <summary>The first process inside; null when there is none.</summary>
    public int? Init()
    {
        foreach (var process in Living())
        {
            if (IsInit(process.Pid))
                return process.Pid;
        }

        return null;
    }

    public override void Signal(int signal)
    {
        if (signal == Libc.SignalKill)
        {
            base.Signal(signal);
            return;
        }

        var signalled = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var more = false;
            foreach (var process in Living())
            {
                if (process.Pid == Leader.Pid || IsInit(process.Pid) || !signalled.Add(process.Pid))
                    continue;
                more = true;
                _ = Libc.Kill(process.Pid, signal);
            }

            if (!more)
                break;
        }

        // Nothing of the app runs yet.
        if (signalled.Count == 0)
            base.Signal(signal);
    }

    /// <summary>A process that is number 1 in a namespace of its own.</summary>
    private static bool IsInit(int pid)
    {
        foreach (var line in ControlFiles.Read($"/proc/{pid}", "status"))
        {
            if (line.StartsWith("NSpid:", StringComparison.Ordinal))
                return line.EndsWith("\t1", StringComparison.Ordinal);
        }

        return false;
    }
}
