using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>Limits of each single process, which those that it starts inherit. Source: getrlimit(2).</summary>
internal static unsafe partial class ResourceLimits
{
    private const int Core = 4;
    private const int Processes = 6;
    private const int OpenFiles = 7;
    private const int LockedMemory = 8;

    /// <summary>Sets them on a process that has not begun yet: no core dumps, which would hold secrets, few locked pages.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="openFiles">Most files that it may have open.</param>
    /// <param name="processes">
    /// Most processes of its user, for one who is its alone. Scripts of buildpacks tell the size of a dyno by it (<c>ulimit -u</c>).
    /// </param>
    public static void Apply(int pid, int openFiles, int? processes)
    {
        if (processes is { } number)
            Lower(pid, Processes, (ulong)number);
        Lower(pid, Core, 0);
        Lower(pid, OpenFiles, (ulong)openFiles);
        Lower(pid, LockedMemory, 64 * 1024);
    }

    /// <summary>Hard and soft limit, unless they are lower already.</summary>
    private static void Lower(int pid, int resource, ulong value)
    {
        Limit old;
        if (Change(pid, resource, null, &old) != 0)
            return;
        var limit = new Limit { Soft = Math.Min(value, old.Hard), Hard = Math.Min(value, old.Hard) };
        _ = Change(pid, resource, &limit, null);
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Change(int pid, int resource, Limit* value, Limit* old);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
