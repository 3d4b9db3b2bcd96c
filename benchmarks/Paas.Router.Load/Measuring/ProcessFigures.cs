using System.Globalization;

namespace Paas.Load.Measuring;

/// <summary>CPU time and memory of a process with its children, from <c>/proc</c> (proc_pid_stat(5)).</summary>
internal static class ProcessFigures
{
    private const int MicrosecondsPerTick = 10_000;
    private const int PageSize = 4096;

    /// <summary>User and system time so far, in microseconds. The kernel rounds to ticks of 10 ms.</summary>
    public static long CpuMicroseconds(int pid) => Family(pid).Sum(member =>
    {
        var fields = Stat(member);
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * MicrosecondsPerTick;
    });

    /// <summary>Resident memory, in bytes.</summary>
    public static long ResidentBytes(int pid) =>
        Family(pid).Sum(member => long.Parse(Stat(member)[21], CultureInfo.InvariantCulture) * PageSize);

    /// <summary>The process and, for nginx, its workers.</summary>
    private static IEnumerable<int> Family(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture))
            .Prepend(pid);

    /// <summary>The fields after the name, which may contain blanks; the first is field 3 of the manual.</summary>
    private static string[] Stat(int pid)
    {
        var line = File.ReadAllText($"/proc/{pid}/stat");
        return line[(line.LastIndexOf(')') + 2)..].Split(' ');
    }
}
