namespace Paas.Docker.Output;

/// <summary>Joins what the daemon kept with what it sends from now on: for a moment it does both.</summary>
internal static class OutputSeam
{
    // Shorter pieces in the middle of a line are alike by chance.
    private const int Telling = 64;

    /// <summary>How many of the kept bytes come before the first live ones: all of them where the two do not overlap.</summary>
    /// <param name="kept">Kept bytes, of the time since both are done.</param>
    /// <param name="live">The first live bytes, at least one.</param>
    public static int Find(ReadOnlySpan<byte> kept, ReadOnlySpan<byte> live)
    {
        for (var start = 0; start < kept.Length; start++)
        {
            var next = kept[start..].IndexOf(live[0]);
            if (next < 0)
                break;
            start += next;
            var length = Math.Min(kept.Length - start, live.Length);
            if ((length >= Telling || start == 0 || kept[start - 1] == '\n') && kept.Slice(start, length).SequenceEqual(live[..length]))
                return start;
        }

        return kept.Length;
    }
}
