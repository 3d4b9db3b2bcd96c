using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>cgroup v1: a hierarchy per controller.</summary>
/// <param name="mounts">Where each controller is mounted.</param>
/// <param name="parent">Group of all dynos.</param>
internal sealed class ControlGroupsV1(IReadOnlyDictionary<string, string> mounts, string parent) : ControlGroups
{
    public static IReadOnlyList<string> Needed { get; } = ["pids", "memory", "cpu", "freezer"];

    private readonly string[] _controllers = [.. Needed, .. mounts.ContainsKey("cpuacct") && mounts["cpuacct"] != mounts["cpu"] ? (string[])["cpuacct"] : []];

    private readonly Lazy<MemoryWatch> _watch = new();

    public override string Version => "cgroup v1";

    public override void Open()
    {
        foreach (var controller in _controllers)
            Make(Path.Combine(mounts[controller], parent));
        // Beside the host's own processes, all dynos together count like a process per processor.
        ControlFiles.TryWrite(Path.Combine(mounts["cpu"], parent), "cpu.shares", Scaled(Environment.ProcessorCount, 1024, 262_144));
        ControlFiles.TryWrite(Path.Combine(mounts["memory"], parent), "memory.use_hierarchy", "1");
    }

    public override ControlGroup? TryCreate(string name)
    {
        // The first controller decides who has the name.
        if (!Make(PathOf(_controllers[0], name)))
            return null;
        foreach (var controller in _controllers.Skip(1))
            Make(PathOf(controller, name));
        return Find(name);
    }

    public override ControlGroup Find(string name) => new Group(this, name);

    public override void Dispose()
    {
        if (_watch.IsValueCreated)
            _watch.Value.Dispose();
        base.Dispose();
    }

    private string PathOf(string controller, string name) => Path.Combine(mounts[controller], parent, name);

    private sealed class Group(ControlGroupsV1 groups, string name) : ControlGroup
    {
        private const int Period = 100_000;

        private string Memory => groups.PathOf("memory", name);

        private string Cpu => groups.PathOf("cpu", name);

        private string Freezer => groups.PathOf("freezer", name);

        private string Pids => groups.PathOf("pids", name);

        public override void Limit(DynoSize size)
        {
            var memory = size.MaxMemory.ToString(CultureInfo.InvariantCulture);
            ControlFiles.Write(Memory, "memory.limit_in_bytes", memory);
            // With swap, where the kernel counts it.
            ControlFiles.TryWrite(Memory, "memory.memsw.limit_in_bytes", memory);
            ControlFiles.Write(Pids, "pids.max", (size.MaxProcesses + OwnProcesses).ToString(CultureInfo.InvariantCulture));
            ControlFiles.Write(Cpu, "cpu.shares", Scaled(size.CpuShares, 1024, 262_144));
            if (size.Cpus is not { } cpus)
                return;
            ControlFiles.TryWrite(Cpu, "cpu.cfs_period_us", Period.ToString(CultureInfo.InvariantCulture));
            ControlFiles.TryWrite(Cpu, "cpu.cfs_quota_us", ((long)(cpus * Period)).ToString(CultureInfo.InvariantCulture));
        }

        public override void Enter(int pid)
        {
            foreach (var controller in groups._controllers)
                ControlFiles.Write(groups.PathOf(controller, name), "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
        }

        public override void Freeze(bool frozen) => ControlFiles.Write(Freezer, "freezer.state", frozen ? "FROZEN" : "THAWED");

        public override long MemoryKills() => ControlFiles.Number(ControlFiles.Read(Memory, "memory.oom_control"), "oom_kill");

        public override IDisposable? WatchMemory(Action exhausted) => groups._watch.Value.Add(Memory, exhausted);

        public override DynoUsage Usage(Guid dynoId)
        {
            var stat = ControlFiles.Read(Memory, "memory.stat");
            // Nanoseconds.
            var cpu = ControlFiles.Number(ControlFiles.Read(groups.PathOf(groups._controllers[^1] == "cpuacct" ? "cpuacct" : "cpu", name), "cpuacct.usage"));
            return new DynoUsage(dynoId, ControlFiles.Number(stat, "total_rss"))
            {
                MemoryCache = ControlFiles.Number(stat, "total_cache"),
                MemorySwap = ControlFiles.Number(stat, "total_swap"),
                PagesIn = ControlFiles.Number(stat, "total_pgpgin"),
                PagesOut = ControlFiles.Number(stat, "total_pgpgout"),
                CpuTime = TimeSpan.FromMicroseconds(cpu / 1000.0),
                Runnable = Runnable(Numbers(ControlFiles.Read(Pids, "tasks"))),
                Processes = Math.Max(0, Processes().Count - OwnProcesses),
            };
        }

        public override IReadOnlyList<int> Processes() => Numbers(ControlFiles.Read(Pids, "cgroup.procs"));

        public override IReadOnlyList<(string Source, string Target)> Views() =>
        [
            (Memory, "/sys/fs/cgroup/memory"), (Cpu, "/sys/fs/cgroup/cpu"), (Pids, "/sys/fs/cgroup/pids"),
        ];

        public override string MemoryView => "/sys/fs/cgroup/memory/memory.limit_in_bytes";

        public override bool Remove()
        {
            var removed = true;
            // In the order opposite to making: the name is free when all is gone.
            foreach (var controller in groups._controllers.Reverse())
                removed &= TryRemove(groups.PathOf(controller, name));
            return removed;
        }
    }
}
