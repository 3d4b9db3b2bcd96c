using System.Buffers.Text;
using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>
/// Counts what the processes of many dynos use in one pass over /proc. A process belongs to the dyno of its session or of its
/// parent; only one that has neither is asked for its marker, once in its life. Source: proc(5).
/// </summary>
internal sealed class ProcfsUsage(ProcessTable table)
{
    // USER_HZ, which is 100 on every Linux.
    private const long TicksPerSecond = 100;

    private readonly long _pageSize = Environment.SystemPageSize;
    private Dictionary<(int Pid, long Start), (Guid Run, long Ticks)> _known = [];

    public IReadOnlyDictionary<Guid, DynoUsage> Measure(IReadOnlyList<UsageTarget> targets)
    {
        var byLeader = new Dictionary<int, UsageTarget>(targets.Count);
        var byRun = new Dictionary<Guid, UsageTarget>(targets.Count);
        var usages = new Dictionary<Guid, DynoUsage>(targets.Count);
        foreach (var target in targets)
        {
            byLeader[target.Leader.Pid] = target;
            byRun[target.RunId] = target;
            usages[target.DynoId] = new DynoUsage(target.DynoId, 0);
        }

        var samples = Sample();
        var known = new Dictionary<(int, long), (Guid, long)>(samples.Count);
        var owners = new Dictionary<int, UsageTarget?>(samples.Count);
        var swaps = IsSwapUsed();
        foreach (var sample in samples.Values)
        {
            var owner = Owner(sample.Entry, samples, byLeader, byRun, owners);
            var key = (sample.Entry.Pid, sample.Entry.Start);
            var worked = !_known.TryGetValue(key, out var before) || before.Ticks != sample.Ticks;
            known[key] = (owner?.RunId ?? Guid.Empty, sample.Ticks);
            if (owner is not null && !sample.Entry.Zombie)
                usages[owner.DynoId] = Add(usages[owner.DynoId], sample, worked, swaps);
        }

        _known = known;
        return usages;
    }

    private static Dictionary<int, ProcessSample> Sample()
    {
        var samples = new Dictionary<int, ProcessSample>(512);
        Span<byte> stat = stackalloc byte[1024];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(directory["/proc/".Length]))
                continue;
            // Threads of the kernel have no session.
            if (ProcessSample.Parse(stat[..ProcfsFile.Read(directory + "/stat", stat)]) is { Entry.Session: not 0 } sample)
                samples[sample.Entry.Pid] = sample;
        }

        return samples;
    }

    private UsageTarget? Owner(
        ProcessEntry process, Dictionary<int, ProcessSample> samples, Dictionary<int, UsageTarget> byLeader, Dictionary<Guid, UsageTarget> byRun,
        Dictionary<int, UsageTarget?> owners)
    {
        if (owners.TryGetValue(process.Pid, out var owner))
            return owner;
        // A loop of parents cannot be, but processes end while they are read.
        owners[process.Pid] = null;
        if (byLeader.TryGetValue(process.Session, out owner) && process.Start >= owner.Leader.Start)
            return owners[process.Pid] = owner;
        if (samples.TryGetValue(process.Parent, out var parent) && Owner(parent.Entry, samples, byLeader, byRun, owners) is { } inherited)
            return owners[process.Pid] = inherited;
        if (process.Pid == Environment.ProcessId)
            return null;
        var run = _known.TryGetValue((process.Pid, process.Start), out var known) ? known.Run : RunOf(process.Pid);
        return owners[process.Pid] = byRun.GetValueOrDefault(run);
    }

    private Guid RunOf(int pid)
    {
        var prefix = DynoEnvironment.Marker(Guid.Empty).AsSpan()[..^Guid.Empty.ToString().Length];
        foreach (var entry in table.ReadEnvironment(pid))
        {
            if (entry.AsSpan().StartsWith(prefix, StringComparison.Ordinal))
                return Guid.TryParse(entry.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out var run) ? run : Guid.Empty;
        }

        return Guid.Empty;
    }

    private DynoUsage Add(DynoUsage usage, ProcessSample sample, bool worked, bool swaps)
    {
        var directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{sample.Entry.Pid}");
        return usage with
        {
            MemoryRss = usage.MemoryRss + Resident(directory),
            MemorySwap = usage.MemorySwap + (swaps ? Swapped(directory) : 0),
            PagesIn = usage.PagesIn + sample.MajorFaults,
            CpuTime = usage.CpuTime + TimeSpan.FromTicks(sample.Ticks * (TimeSpan.TicksPerSecond / TicksPerSecond)),
            // What did nothing since the last look hardly does now.
            Runnable = usage.Runnable + (sample.Threads > 1 && worked ? RunningThreads(directory) : sample.Runs ? 1 : 0),
            Processes = usage.Processes + 1,
        };
    }

    /// <summary>Resident pages without those of files and shared memory: the second field of statm without the third.</summary>
    private long Resident(string directory)
    {
        Span<byte> statm = stackalloc byte[128];
        ReadOnlySpan<byte> text = statm[..ProcfsFile.Read(directory + "/statm", statm)];
        var first = text.IndexOf((byte)' ');
        if (first < 0 || !Utf8Parser.TryParse(text[(first + 1)..], out long resident, out var length)
            || !Utf8Parser.TryParse(text[(first + length + 2)..], out long shared, out _))
        {
            return 0;
        }

        return Math.Max(0, resident - shared) * _pageSize;
    }

    private static long Swapped(string directory)
    {
        Span<byte> status = stackalloc byte[4096];
        return Kilobytes(status[..ProcfsFile.Read(directory + "/status", status)], "VmSwap:"u8) * 1024;
    }

    private static bool IsSwapUsed()
    {
        Span<byte> memory = stackalloc byte[4096];
        ReadOnlySpan<byte> text = memory[..ProcfsFile.Read("/proc/meminfo", memory)];
        return Kilobytes(text, "SwapTotal:"u8) > Kilobytes(text, "SwapFree:"u8);
    }

    private static int RunningThreads(string directory)
    {
        var running = 0;
        Span<byte> stat = stackalloc byte[512];
        try
        {
            foreach (var task in Directory.EnumerateDirectories(directory + "/task"))
            {
                ReadOnlySpan<byte> text = stat[..ProcfsFile.Read(task + "/stat", stat)];
                var close = text.LastIndexOf((byte)')');
                if (close >= 0 && close + 2 < text.Length && text[close + 2] == (byte)'R')
                    running++;
            }
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }

        return running;
    }

    private static long Kilobytes(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        if (at < 0)
            return 0;
        var value = text[(at + name.Length)..].TrimStart((ReadOnlySpan<byte>)" \t"u8);
        return Utf8Parser.TryParse(value, out long number, out _) ? number : 0;
    }
}
