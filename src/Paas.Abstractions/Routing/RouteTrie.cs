namespace Paas;

/// <summary>
/// A persistent hash trie: branches of sixteen by four bits of the hash each, leaves of up to 32 hosts in one array. A
/// million hosts are some 70,000 objects, few enough for the garbage collector, and five steps deep.
/// </summary>
/// <remarks>Hashes are seeded per process, so that nobody can choose names that collide.</remarks>
internal sealed class RouteTrie
{
    private readonly RouteNodes _nodes;
    private readonly object? _root;

    private RouteTrie(RouteNodes nodes, object? root, int count)
    {
        _nodes = nodes;
        _root = root;
        Count = count;
    }

    /// <summary>No hosts, to be found by their whole name.</summary>
    public static RouteTrie Names { get; } = new(new RouteNodes(skip: 0), null, 0);

    /// <summary>No hosts, to be found without their first character.</summary>
    public static RouteTrie Wildcards { get; } = new(new RouteNodes(skip: 1), null, 0);

    public int Count { get; }

    public IEnumerable<RouteEntry> Entries => RouteNodes.Entries(_root);

    public RouteEntry Entry(string host, HttpRoute route) => new(_nodes.Hash(host), host, route);

    public HttpRoute? Find(ReadOnlySpan<char> key) =>
        _root is null ? null : _nodes.Find(_root, string.GetHashCode(key), key);

    public RouteTrie Set(string host, HttpRoute route)
    {
        var count = Count;
        var root = _nodes.Set(_root, 0, Entry(host, route), ref count);
        return ReferenceEquals(root, _root) ? this : new RouteTrie(_nodes, root, count);
    }

    public RouteTrie Remove(string host)
    {
        var root = RouteNodes.Remove(_root, 0, _nodes.Hash(host), host);
        return ReferenceEquals(root, _root) ? this : new RouteTrie(_nodes, root, Count - 1);
    }

    /// <summary>A trie of these hosts alone.</summary>
    public RouteTrie Build(List<RouteEntry> entries)
    {
        var count = 0;
        var root = _nodes.Build([.. entries], new RouteEntry[entries.Count], 0, ref count);
        return new RouteTrie(_nodes, root, count);
    }

    public IEnumerable<RouteChange> ChangesSince(RouteTrie earlier) => Changes(earlier, earlier._root, _root);

    private IEnumerable<RouteChange> Changes(RouteTrie earlier, object? before, object? after)
    {
        if (ReferenceEquals(before, after))
            yield break;
        if (before is RouteBranch left && after is RouteBranch right)
        {
            for (var i = 0; i < RouteBranch.Width; i++)
            {
                foreach (var change in Changes(earlier, left[i], right[i]))
                    yield return change;
            }
            yield break;
        }

        foreach (var entry in RouteNodes.Entries(after))
        {
            var old = earlier._nodes.Find(earlier._root, entry.Hash, _nodes.Key(entry.Host));
            if (!ReferenceEquals(old, entry.Route))
                yield return new RouteChange(entry.Host, old, entry.Route);
        }
        foreach (var entry in RouteNodes.Entries(before))
        {
            if (_nodes.Find(_root, entry.Hash, _nodes.Key(entry.Host)) is null)
                yield return new RouteChange(entry.Host, entry.Route, null);
        }
    }
}
