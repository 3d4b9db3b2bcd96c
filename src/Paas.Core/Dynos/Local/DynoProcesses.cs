namespace Paas.Dynos.Local;

/// <summary>The processes of one dyno, to be looked at and ended.</summary>
/// <param name="table">Processes of the machine.</param>
/// <param name="leader">The main process.</param>
/// <param name="marker">Environment entry that all of them were started with.</param>
/// <param name="leaderIsOurs">See <see cref="DynoMembers.Select"/>.</param>
/// <param name="clock">Time.</param>
internal class DynoProcesses(ProcessTable table, ProcessEntry leader, string marker, bool leaderIsOurs, TimeProvider clock)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(100);

    // SIGKILL works at once except on a process that waits for a device or a network file system.
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(5);

    public ProcessEntry Leader => leader;

    public virtual List<ProcessEntry> Living() => Living(table.Snapshot());

    /// <summary>Those that live, given what runs on the machine.</summary>
    public virtual List<ProcessEntry> Living(IReadOnlyList<ProcessEntry> processes) =>
        DynoMembers.Select(processes, leader.Pid, leader.Start, OwnsNumber(), pid => table.HasEnvironment(pid, marker));

    /// <summary>Sends a signal to all of them.</summary>
    public virtual void Signal(int signal)
    {
        // The group at once, which no fork escapes, then those that left it.
        var own = OwnsNumber();
        if (own)
            _ = Libc.Kill(-leader.Pid, signal);
        foreach (var process in Living())
        {
            if (!own || process.Group != leader.Pid)
                _ = Libc.Kill(process.Pid, signal);
        }
    }

    /// <summary>Waits until all of them ended.</summary>
    /// <returns>False when some still run after <paramref name="bound"/>.</returns>
    public async Task<bool> WaitAsync(TimeSpan bound)
    {
        var start = clock.GetTimestamp();
        var pause = FirstLook;
        while (Living().Count > 0)
        {
            if (clock.GetElapsedTime(start) >= bound)
                return false;
            await Task.Delay(pause, clock, CancellationToken.None);
            pause = pause * 2 < LastLook ? pause * 2 : LastLook;
        }

        return true;
    }

    /// <summary>SIGKILL to all of them until none is left.</summary>
    /// <returns>False when some cannot be ended.</returns>
    public async Task<bool> KillAsync()
    {
        var start = clock.GetTimestamp();
        Signal(Libc.SignalKill);
        while (!await WaitAsync(LastLook))
        {
            if (clock.GetElapsedTime(start) >= KillBound)
                return false;
            Signal(Libc.SignalKill);
        }

        return true;
    }

    /// <summary>
    /// Whether the leader's number means this dyno. Where the leader is not the host's child, somebody else reaps it, and
    /// after the last of its session its number may be another's. While anybody is in the session, it is given to nobody.
    /// </summary>
    private bool OwnsNumber() => leaderIsOurs && (table.Find(leader.Pid) is not { } found || found.Start == leader.Start);
}
