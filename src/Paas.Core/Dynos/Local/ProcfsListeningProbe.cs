using System.Globalization;
using System.Net;

namespace Paas.Dynos.Local;

/// <summary>
/// Sees every listening socket of the dynos' processes. One look reads the machine's list of listening sockets; the
/// processes are searched only for sockets that are new, and now and then for those whose owner was not found.
/// </summary>
internal sealed class ProcfsListeningProbe(ProcessTable table, TimeProvider clock) : IListeningProbe
{
    private static readonly TimeSpan SearchAgain = TimeSpan.FromMilliseconds(500);

    private Dictionary<long, IPEndPoint> _known = [];
    private long _searched;

    public void Look(IReadOnlyList<ListeningTarget> targets)
    {
        var sharing = targets.Where(static target => !target.Place.OwnNetwork).ToList();
        if (sharing.Count > 0)
            LookAtShared(sharing);
        foreach (var target in targets)
        {
            if (target.Place.OwnNetwork)
                LookAtOwn(target);
        }
    }

    /// <summary>Whatever listens in a network of the dyno's own is the dyno.</summary>
    private static void LookAtOwn(ListeningTarget target)
    {
        var pid = target.Processes.Leader.Pid.ToString(CultureInfo.InvariantCulture);
        try
        {
            // Before it has gone there, it is in the host's.
            if (NetworkOf(pid) is not { } network || network == NetworkOf("self"))
                return;
            var listeners = TcpListeners.Read(pid);
            foreach (var (inode, endPoint) in listeners)
                target.Add(inode, endPoint);
            target.KeepOnly(listeners);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }
    }

    private static string? NetworkOf(string process) => new FileInfo($"/proc/{process}/ns/net").LinkTarget;

    private void LookAtShared(List<ListeningTarget> targets)
    {
        var listeners = TcpListeners.Read();
        var ports = targets.ToDictionary(target => target.Port);
        var searchAll = clock.GetElapsedTime(_searched) >= SearchAgain;
        var searched = new HashSet<ListeningTarget>();
        foreach (var (inode, endPoint) in listeners)
        {
            if (_known.ContainsKey(inode))
                continue;
            // A dyno's port is its own; any other new socket may be anybody's.
            if (ports.TryGetValue(endPoint.Port, out var owner))
                searched.Add(owner);
            else
                searchAll = true;
        }

        _known = listeners;
        if (searchAll)
        {
            _searched = clock.GetTimestamp();
            searched.UnionWith(targets);
        }

        if (searched.Count > 0)
            Search(searched, listeners);
        foreach (var target in targets)
            target.KeepOnly(listeners);
    }

    private void Search(HashSet<ListeningTarget> targets, Dictionary<long, IPEndPoint> listeners)
    {
        var processes = table.Snapshot();
        foreach (var target in targets)
        {
            foreach (var process in target.Processes.Living(processes))
                Search(process.Pid, target, listeners);
        }
    }

    private static void Search(int pid, ListeningTarget target, Dictionary<long, IPEndPoint> listeners)
    {
        try
        {
            foreach (var descriptor in new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles())
            {
                const string Socket = "socket:[";
                if (descriptor.LinkTarget is { } link && link.StartsWith(Socket, StringComparison.Ordinal)
                    && long.TryParse(link.AsSpan(Socket.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
                    && listeners.TryGetValue(inode, out var endPoint))
                {
                    target.Add(inode, endPoint);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended, or took another user's rights. In the latter case its port can only be its own.
            if (exception is UnauthorizedAccessException)
            {
                foreach (var (inode, endPoint) in listeners)
                {
                    if (endPoint.Port == target.Port)
                        target.Add(inode, endPoint);
                }
            }
        }
    }
}
