namespace Paas;

/// <summary>What is done with the nodes of a <see cref="RouteTrie"/>: branches, leaves, and null for nothing.</summary>
/// <param name="skip">Characters at the start of a host that do not belong to its key.</param>
internal sealed class RouteNodes(int skip)
{
    private const int Bits = 4;
    private const int HashBits = 32;
    private const int MaxLeaf = 32;

    // Well below MaxLeaf, so that adding and removing one host does not split and join over and over.
    private const int JoinBelow = 16;

    public ReadOnlySpan<char> Key(string host) => host.AsSpan(skip);

    public int Hash(string host) => string.GetHashCode(Key(host));

    public HttpRoute? Find(object? node, int hash, ReadOnlySpan<char> key)
    {
        var rest = (uint)hash;
        while (node is RouteBranch branch)
        {
            node = branch[(int)(rest % RouteBranch.Width)];
            rest >>= Bits;
        }
        foreach (ref readonly var entry in (ReadOnlySpan<RouteEntry>)(RouteEntry[]?)node)
        {
            if (entry.Hash == hash && Key(entry.Host).SequenceEqual(key))
                return entry.Route;
        }
        return null;
    }

    /// <summary>The node with a host in it; the same node when it is there already.</summary>
    public object Set(object? node, int shift, in RouteEntry entry, ref int count)
    {
        if (node is RouteBranch branch)
        {
            var index = Index(entry.Hash, shift);
            var child = Set(branch[index], shift + Bits, entry, ref count);
            return ReferenceEquals(child, branch[index]) ? branch : branch.With(index, child);
        }
        var leaf = (RouteEntry[]?)node ?? [];
        var at = IndexOf(leaf, entry.Hash, entry.Host);
        if (at >= 0)
        {
            if (ReferenceEquals(leaf[at].Route, entry.Route))
                return leaf;
            var changed = (RouteEntry[])leaf.Clone();
            changed[at] = entry;
            return changed;
        }
        count++;
        RouteEntry[] grown = [.. leaf, entry];
        var ignored = 0;
        return grown.Length > MaxLeaf ? Build(grown, new RouteEntry[grown.Length], shift, ref ignored)! : grown;
    }

    /// <summary>The node without a host; the same node when it was not there.</summary>
    public static object? Remove(object? node, int shift, int hash, string host)
    {
        if (node is not RouteBranch branch)
        {
            var leaf = (RouteEntry[]?)node ?? [];
            var at = IndexOf(leaf, hash, host);
            return at < 0 ? node : leaf.Length == 1 ? null : (RouteEntry[])[.. leaf.AsSpan(0, at), .. leaf.AsSpan(at + 1)];
        }
        var index = Index(hash, shift);
        var child = Remove(branch[index], shift + Bits, hash, host);
        return ReferenceEquals(child, branch[index]) ? branch : Join(branch.With(index, child));
    }

    /// <summary>A node of many hosts; of two with one name the later one stays.</summary>
    /// <param name="entries">The hosts; moved about.</param>
    /// <param name="scratch">Room for as many.</param>
    /// <param name="shift">Bits of the hash that led here.</param>
    /// <param name="count">Grows by the number of hosts.</param>
    public object? Build(Span<RouteEntry> entries, Span<RouteEntry> scratch, int shift, ref int count)
    {
        if (entries.Length <= MaxLeaf || shift >= HashBits)
        {
            var leaf = Distinct(entries);
            count += leaf.Length;
            return leaf.Length == 0 ? null : leaf;
        }

        // Sorted by the next bits, in their order otherwise.
        Span<int> ends = stackalloc int[RouteBranch.Width];
        foreach (ref readonly var entry in entries)
            ends[Index(entry.Hash, shift)]++;
        for (int i = 0, start = 0; i < ends.Length; i++)
            (ends[i], start) = (start, start + ends[i]);
        foreach (ref readonly var entry in entries)
            scratch[ends[Index(entry.Hash, shift)]++] = entry;
        var branch = new RouteBranch();
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
            branch.Fill(i, Build(scratch[start..ends[i]], entries[start..ends[i]], shift + Bits, ref count));
        return branch;
    }

    public static IEnumerable<RouteEntry> Entries(object? node)
    {
        if (node is not RouteBranch branch)
        {
            foreach (var entry in (RouteEntry[]?)node ?? [])
                yield return entry;
            yield break;
        }
        for (var i = 0; i < RouteBranch.Width; i++)
        {
            foreach (var entry in Entries(branch[i]))
                yield return entry;
        }
    }

    private static int Index(int hash, int shift) => (hash >>> shift) & (RouteBranch.Width - 1);

    private static int IndexOf(RouteEntry[] leaf, int hash, string host)
    {
        for (var i = 0; i < leaf.Length; i++)
        {
            if (leaf[i].Hash == hash && leaf[i].Host == host)
                return i;
        }
        return -1;
    }

    private static object? Join(RouteBranch branch)
    {
        var total = 0;
        for (var i = 0; i < RouteBranch.Width; i++)
        {
            if (branch[i] is RouteBranch)
                return branch;
            total += (branch[i] as RouteEntry[])?.Length ?? 0;
        }
        return total switch
        {
            0 => null,
            < JoinBelow => Entries(branch).ToArray(),
            _ => branch,
        };
    }

    private static RouteEntry[] Distinct(Span<RouteEntry> entries)
    {
        if (entries.Length > MaxLeaf)
        {
            // All of one hash: one name many times, or names that collide.
            var last = new Dictionary<string, RouteEntry>(StringComparer.Ordinal);
            foreach (var entry in entries)
                last[entry.Host] = entry;
            return [.. last.Values];
        }
        var count = 0;
        foreach (var entry in entries)
        {
            var at = count - 1;
            while (at >= 0 && (entries[at].Hash != entry.Hash || entries[at].Host != entry.Host))
                at--;
            entries[at >= 0 ? at : count++] = entry;
        }
        return entries[..count].ToArray();
    }
}
