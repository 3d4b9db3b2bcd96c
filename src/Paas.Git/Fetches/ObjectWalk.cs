using Paas.Git.Objects;

namespace Paas.Git.Fetches;

/// <summary>Finds the objects that a client lacks: what its wants reach and its haves do not.</summary>
internal sealed class ObjectWalk(ObjectStore store, CancellationToken cancellationToken)
{
    private readonly HashSet<Oid> _seen = [];
    private readonly List<Oid> _missing = [];

    public IReadOnlyList<Oid> Missing(IEnumerable<Oid> wants, IEnumerable<Oid> haves)
    {
        var known = Ancestors(haves);
        var boundary = new HashSet<Oid>();
        var commits = new Stack<Oid>();
        var trees = new List<Oid>();
        foreach (var want in wants)
            Start(want, commits, trees);

        while (commits.TryPop(out var id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known.Contains(id))
            {
                boundary.Add(id);
                continue;
            }

            if (!_seen.Add(id))
                continue;
            _missing.Add(id);
            using var raw = store.Read(id, ObjectType.Commit);
            var commit = new CommitReader(raw.Data);
            trees.Add(commit.Tree);
            while (commit.ReadParent())
                commits.Push(commit.Parent);
        }

        // What the client has at the edge of its history is not sent again.
        foreach (var id in boundary)
            AddTree(TreeOf(id), send: false);
        foreach (var tree in trees)
            AddTree(tree, send: true);
        return _missing;
    }

    /// <summary>Whether each want has an ancestor among the haves, so that nothing more need be negotiated.</summary>
    public bool Covers(IEnumerable<Oid> haves, IEnumerable<Oid> wants)
    {
        var common = haves.ToHashSet();
        foreach (var want in wants)
        {
            if (!ReachesAny(want, common))
                return false;
        }

        return true;
    }

    private bool ReachesAny(Oid want, HashSet<Oid> targets)
    {
        var visited = new HashSet<Oid>();
        var pending = new Queue<Oid>([Peel(want)]);
        while (pending.TryDequeue(out var id))
        {
            if (targets.Contains(id))
                return true;
            if (!visited.Add(id))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var parent in Parents(id))
                pending.Enqueue(parent);
        }

        return false;
    }

    private HashSet<Oid> Ancestors(IEnumerable<Oid> commits)
    {
        var all = new HashSet<Oid>();
        var pending = new Stack<Oid>(commits.Select(Peel));
        while (pending.TryPop(out var id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!all.Add(id))
                continue;
            foreach (var parent in Parents(id))
                pending.Push(parent);
        }

        return all;
    }

    private void Start(Oid id, Stack<Oid> commits, List<Oid> trees)
    {
        while (true)
        {
            if (!store.TryReadHeader(id, out var type, out _))
                throw new GitDataException($"object {id} is missing");
            if (type == ObjectType.Commit)
                commits.Push(id);
            else if (type == ObjectType.Tree)
                trees.Add(id);
            else if (_seen.Add(id))
                _missing.Add(id);
            if (type != ObjectType.Tag)
                return;
            using var raw = store.Read(id, ObjectType.Tag);
            id = TagReader.Read(raw.Data).Target;
        }
    }

    private void AddTree(Oid root, bool send)
    {
        var pending = new Stack<Oid>([root]);
        while (pending.TryPop(out var id))
        {
            if (!_seen.Add(id))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            if (send)
                _missing.Add(id);
            using var raw = store.Read(id, ObjectType.Tree);
            var tree = new TreeReader(raw.Data);
            while (tree.Read())
            {
                if (tree.Mode == EntryMode.Directory)
                    pending.Push(tree.Id);
                else if (tree.Mode != EntryMode.Submodule && _seen.Add(tree.Id) && send)
                    _missing.Add(tree.Id);
            }
        }
    }

    private Oid TreeOf(in Oid commit)
    {
        using var raw = store.Read(commit, ObjectType.Commit);
        return new CommitReader(raw.Data).Tree;
    }

    private List<Oid> Parents(in Oid id)
    {
        List<Oid> parents = [];
        using var raw = store.Read(id);
        if (raw.Type != ObjectType.Commit)
            return parents;
        var commit = new CommitReader(raw.Data);
        while (commit.ReadParent())
            parents.Add(commit.Parent);
        return parents;
    }

    private Oid Peel(Oid id)
    {
        while (store.TryReadHeader(id, out var type, out _) && type == ObjectType.Tag)
        {
            using var raw = store.Read(id, ObjectType.Tag);
            id = TagReader.Read(raw.Data).Target;
        }

        return id;
    }
}
