using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>
/// The memory quota of a dyno as a file to be seen in place of its cgroup's: programs size their heaps and their number of processes
/// by it, and not by the limit at which the dyno is killed, or by the machine's memory.
/// </summary>
internal static class MemoryQuota
{
    /// <summary>Where programs look on this machine: cgroup v2 or v1. The root of v2 has no such file.</summary>
    public static string View { get; } = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "/sys/fs/cgroup/memory.max" : "/sys/fs/cgroup/memory/memory.limit_in_bytes";

    /// <summary>The file of a dyno, in its own directory.</summary>
    public static string In(string directory) => Path.Combine(directory, "memory");

    public static string Write(string directory, DynoSize size)
    {
        var file = In(directory);
        File.WriteAllText(file, size.Memory.ToString(CultureInfo.InvariantCulture) + "\n");
        return file;
    }
}
