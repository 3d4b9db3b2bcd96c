using System.Buffers.Text;

namespace Paas.Dynos.Local;

/// <summary>What one line of <c>/proc/PID/stat</c> says about a process. Source: proc_pid_stat(5).</summary>
internal readonly record struct ProcessSample(ProcessEntry Entry, bool Runs, long Ticks, long MajorFaults, int Threads)
{
    /// <summary>Fields count from 3, the state, after the name in parentheses.</summary>
    public static ProcessSample? Parse(ReadOnlySpan<byte> stat)
    {
        var close = stat.LastIndexOf((byte)')');
        if (close < 0 || close + 2 >= stat.Length || ProcfsTable.Parse(stat) is not { } entry)
            return null;
        var rest = stat[(close + 2)..];
        long faults = 0, ticks = 0;
        var field = 3;
        foreach (var range in rest.Split((byte)' '))
        {
            if (field is >= 12 and <= 17 or 20 && Utf8Parser.TryParse(rest[range], out long number, out _))
            {
                // Those of children that were waited for belong to it.
                if (field is 12 or 13)
                    faults += number;
                else if (field < 20)
                    ticks += number;
                else
                    return new ProcessSample(entry, rest[0] == (byte)'R', ticks, faults, (int)number);
            }

            field++;
        }

        return null;
    }
}
