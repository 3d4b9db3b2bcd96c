using System.Collections.Immutable;

namespace Paas.Docker.Output;

/// <summary>Finds what was written while no host lived.</summary>
internal static class OutputGap
{
    /// <summary>How far the daemon's times of lines may be from those at which they arrived.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Index of the first line that did not arrive: the one after the place where the last lines that did are found again, and of
    /// several such places the one nearest in time. Where they are not found, the first line after the time.
    /// </summary>
    /// <param name="lines">Lines from <see cref="Slack"/> before the mark on, in order.</param>
    /// <param name="seen">What arrived.</param>
    public static int FirstUnseen(ImmutableArray<KeptLine> lines, SeenMark seen)
    {
        var best = -1;
        var distance = TimeSpan.MaxValue;
        for (var i = 0; i < lines.Length && !seen.Last.IsEmpty; i++)
        {
            var apart = (lines[i].Time - seen.Time).Duration();
            // Later ones win among equals: to say nothing twice.
            if (apart <= Slack && apart <= distance && EndsAt(lines, i, seen))
                (best, distance) = (i, apart);
        }

        if (best >= 0)
            return best + 1;
        var first = 0;
        while (first < lines.Length && lines[first].Time <= seen.Time)
            first++;
        return first;
    }

    private static bool EndsAt(ImmutableArray<KeptLine> lines, int end, SeenMark seen)
    {
        // Lines before the first may lie too far back to have been asked for.
        for (var back = 0; back < seen.Last.Length && back <= end; back++)
        {
            if (SeenMark.Of(lines[end - back].Text) != seen.Last[^(back + 1)])
                return false;
        }

        return true;
    }
}
