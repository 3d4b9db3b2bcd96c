using System.Globalization;

namespace Paas.Sleeping;

/// <summary>Memory of this process and of those below it, from procfs. Shared pages count in parts (PSS).</summary>
internal static class ProcessMemory
{
    /// <summary>Of this process, after a collection; in MB.</summary>
    public static double Host()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Pss(Environment.ProcessId);
    }

    /// <summary>Of all processes that descend from this one, and their number.</summary>
    public static (double Megabytes, int Count) Dynos()
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Parent(pid) is { } parent)
                parents[pid] = parent;
        }

        var (sum, count) = (0d, 0);
        foreach (var pid in parents.Keys)
        {
            if (!Descends(parents, pid))
                continue;
            count++;
            sum += Pss(pid);
        }

        return (sum, count);
    }

    private static bool Descends(Dictionary<int, int> parents, int pid)
    {
        for (var at = pid; parents.TryGetValue(at, out var parent); at = parent)
        {
            if (parent == Environment.ProcessId)
                return true;
        }

        return false;
    }

    private static int? Parent(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }

    private static double Pss(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }
}
