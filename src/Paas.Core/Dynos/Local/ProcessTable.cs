using System.Runtime.Versioning;

namespace Paas.Dynos.Local;

/// <summary>The processes of this machine.</summary>
internal abstract class ProcessTable
{
    /// <summary>Changes with every boot; start times are comparable only within one.</summary>
    public abstract string BootId { get; }

    public abstract IReadOnlyList<ProcessEntry> Snapshot();

    /// <summary>One process, or null when there is none with this id.</summary>
    public abstract ProcessEntry? Find(int pid);

    /// <summary>Whether the environment that a process was started with has this entry; false where that cannot be seen.</summary>
    public abstract bool HasEnvironment(int pid, string entry);

    /// <summary>The environment that a process was started with, as <c>NAME=value</c>; empty where that cannot be seen.</summary>
    public virtual IReadOnlyList<string> ReadEnvironment(int pid) => [];

    [UnsupportedOSPlatform("windows")]
    public static ProcessTable OfThisMachine() => Directory.Exists("/proc/self") ? new ProcfsTable() : new PsTable();
}
