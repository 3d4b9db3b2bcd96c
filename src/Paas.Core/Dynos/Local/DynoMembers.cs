namespace Paas.Dynos.Local;

/// <summary>Which processes belong to a dyno.</summary>
internal static class DynoMembers
{
    /// <summary>
    /// Selects the living processes of the leader's session, those that left the session but carry the dyno's marker in
    /// their environment, and all their descendants.
    /// </summary>
    /// <param name="processes">A snapshot.</param>
    /// <param name="leader">Pid of the dyno's main process, which is its session's.</param>
    /// <param name="since">Start of the leader: what is older cannot descend from it.</param>
    /// <param name="leaderIsOurs">
    /// Whether the pid is known to be the leader's still. If not, the session's number may have been given to others,
    /// and only the marker counts.
    /// </param>
    /// <param name="hasMarker">Whether a process carries the dyno's marker.</param>
    public static List<ProcessEntry> Select(
        IReadOnlyList<ProcessEntry> processes, int leader, long since, bool leaderIsOurs, Func<int, bool> hasMarker)
    {
        var members = new HashSet<int>();
        var selected = new List<ProcessEntry>();
        foreach (var process in processes)
        {
            if (process.Start >= since && ((leaderIsOurs && process.Session == leader) || (!process.Zombie && hasMarker(process.Pid))))
                members.Add(process.Pid);
        }

        // Parents may follow their children in the snapshot, hence until nothing is added.
        bool grew;
        do
        {
            grew = false;
            foreach (var process in processes)
            {
                if (members.Contains(process.Parent))
                    grew |= members.Add(process.Pid);
            }
        }
        while (grew);

        foreach (var process in processes)
        {
            // The host itself may carry a marker when it runs in a dyno; it is never its own dyno's member.
            if (!process.Zombie && process.Pid != Environment.ProcessId && members.Contains(process.Pid))
                selected.Add(process);
        }

        return selected;
    }
}
