using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>cgroup v2: one hierarchy. Source: the kernel's Documentation/admin-guide/cgroup-v2.rst.</summary>
/// <param name="mount">Where it is mounted.</param>
/// <param name="parent">Group of all dynos.</param>
internal sealed class ControlGroupsV2(string mount, string parent) : ControlGroups
{
    public static IReadOnlyList<string> Needed { get; } = ["cpu", "memory", "pids"];

    private string Parent => Path.Combine(mount, parent);

    public override string Version => "cgroup v2";

    public override void Open()
    {
        // A controller is there for a group when all groups above enable it for their children.
        var enable = string.Join(' ', Needed.Select(controller => $"+{controller}"));
        var path = mount;
        ControlFiles.Write(path, "cgroup.subtree_control", enable);
        foreach (var part in parent.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            Make(path);
            ControlFiles.Write(path, "cgroup.subtree_control", enable);
        }

        ControlFiles.TryWrite(Parent, "cpu.weight", Scaled(Environment.ProcessorCount, 100, 10_000));
    }

    public override ControlGroup? TryCreate(string name) => Make(Path.Combine(Parent, name)) ? Find(name) : null;

    public override ControlGroup Find(string name) => new Group(Path.Combine(Parent, name));

    private sealed class Group(string path) : ControlGroup
    {
        private const int Period = 100_000;

        public override void Limit(DynoSize size)
        {
            var memory = size.MaxMemory.ToString(CultureInfo.InvariantCulture);
            ControlFiles.Write(path, "memory.max", memory);
            // A frozen dyno may be swapped out as a whole, but nobody takes more swap than memory.
            ControlFiles.TryWrite(path, "memory.swap.max", memory);
            // A dyno that needs too much memory ends as a whole, not in parts.
            ControlFiles.TryWrite(path, "memory.oom.group", "1");
            ControlFiles.Write(path, "pids.max", (size.MaxProcesses + OwnProcesses).ToString(CultureInfo.InvariantCulture));
            ControlFiles.Write(path, "cpu.weight", Scaled(size.CpuShares, 100, 10_000));
            if (size.Cpus is { } cpus)
                ControlFiles.TryWrite(path, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(cpus * Period)} {Period}"));
        }

        public override void Enter(int pid) => ControlFiles.Write(path, "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));

        public override void Freeze(bool frozen) => ControlFiles.Write(path, "cgroup.freeze", frozen ? "1" : "0");

        public override long MemoryKills() => ControlFiles.Number(ControlFiles.Read(path, "memory.events"), "oom_kill");

        public override IDisposable? WatchMemory(Action exhausted) => null;

        public override DynoUsage Usage(Guid dynoId)
        {
            var stat = ControlFiles.Read(path, "memory.stat");
            return new DynoUsage(dynoId, ControlFiles.Number(stat, "anon"))
            {
                MemoryCache = ControlFiles.Number(stat, "file"),
                MemorySwap = ControlFiles.Number(ControlFiles.Read(path, "memory.swap.current")),
                PagesIn = ControlFiles.Number(stat, "pgmajfault"),
                CpuTime = TimeSpan.FromMicroseconds(ControlFiles.Number(ControlFiles.Read(path, "cpu.stat"), "usage_usec")),
                Runnable = Runnable(Numbers(ControlFiles.Read(path, "cgroup.threads"))),
                Processes = Math.Max(0, Processes().Count - OwnProcesses),
            };
        }

        public override IReadOnlyList<int> Processes() => Numbers(ControlFiles.Read(path, "cgroup.procs"));

        public override IReadOnlyList<(string Source, string Target)> Views() => [(path, "/sys/fs/cgroup")];

        public override string MemoryView => "/sys/fs/cgroup/memory.max";

        public override bool Remove() => TryRemove(path);
    }
}
