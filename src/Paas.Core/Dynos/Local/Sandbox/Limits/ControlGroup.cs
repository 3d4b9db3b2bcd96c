using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>
/// The control group of one dyno: what it may use, what it did use, and a brake. A name is given once on a machine as long
/// as the group is there, which outlives the host.
/// </summary>
internal abstract class ControlGroup
{
    /// <summary>Processes that the sandbox itself needs in the group, beside those of the dyno.</summary>
    public const int OwnProcesses = 2;

    /// <summary>Sets what the dyno may use.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public abstract void Limit(DynoSize size);

    /// <summary>Moves a process here.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public abstract void Enter(int pid);

    /// <summary>Stops all processes, or lets them go on.</summary>
    public abstract void Freeze(bool frozen);

    /// <summary>How many processes the kernel killed for want of memory.</summary>
    public abstract long MemoryKills();

    /// <summary>Has something done when the memory is used up, where the kernel does not end all processes together by itself.</summary>
    /// <returns>Ends the watch; null where there is none.</returns>
    public abstract IDisposable? WatchMemory(Action exhausted);

    /// <summary>What all processes use together.</summary>
    public abstract DynoUsage Usage(Guid dynoId);

    /// <summary>Processes in it.</summary>
    public abstract IReadOnlyList<int> Processes();

    /// <summary>Directories of the host that show the dyno its own limits, with the paths at which programs look for them.</summary>
    public abstract IReadOnlyList<(string Source, string Target)> Views();

    /// <summary>The file in these directories from which programs read how much memory they may use.</summary>
    public abstract string MemoryView { get; }

    /// <summary>Removes the group; false while a process is in it.</summary>
    public abstract bool Remove();

    protected static IReadOnlyList<int> Numbers(string[] lines)
    {
        var numbers = new List<int>(lines.Length);
        foreach (var line in lines)
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Of these tasks, how many run or could run now.</summary>
    protected static int Runnable(IReadOnlyList<int> tasks)
    {
        var runnable = 0;
        foreach (var task in tasks)
        {
            var stat = ControlFiles.Read($"/proc/{task}", "stat");
            if (stat.Length > 0 && stat[0].LastIndexOf(')') is var close and > 0 && stat[0].Length > close + 2 && stat[0][close + 2] == 'R')
                runnable++;
        }

        return runnable;
    }
}
