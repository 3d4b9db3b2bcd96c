using System.Text;

namespace Paas.Git.Objects;

/// <summary>
/// Checks what a push brought before anything may refer to it: every object that the new ones name is there with the
/// right type, and no tree holds a name that would harm a checkout (a small <c>git fsck</c>). Because every accepted pack is
/// closed this way, the objects of a repository are always complete, whichever of them a later push points at.
/// </summary>
internal sealed class PackChecker(ObjectStore store, CancellationToken cancellationToken)
{
    private readonly Dictionary<Oid, ObjectType> _types = [];

    public void Check(IReadOnlyList<Oid> ids)
    {
        _types.EnsureCapacity(ids.Count);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!store.TryReadHeader(id, out var type, out _))
                throw new GitDataException($"object {id} cannot be read back");
            _types[id] = type;
        }

        foreach (var (id, type) in _types)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (type == ObjectType.Blob)
                continue;
            using var raw = store.Read(id);
            if (type == ObjectType.Commit)
                CheckCommit(id, raw.Data);
            else if (type == ObjectType.Tree)
                CheckTree(id, raw.Data);
            else
                CheckTag(id, raw.Data);
        }
    }

    private void CheckCommit(in Oid id, ReadOnlySpan<byte> data)
    {
        var commit = new CommitReader(data);
        Require(id, commit.Tree, ObjectType.Tree);
        while (commit.ReadParent())
        {
            if (!Has(commit.Parent, ObjectType.Commit))
                throw new GitDataException($"commit {id} needs its parent {commit.Parent}, which is missing; if your clone is shallow run 'git fetch --unshallow' and push again");
        }

        if (!commit.Rest.StartsWith("author "u8) || commit.Rest.IndexOf("\ncommitter "u8) < 0)
            throw new GitDataException($"commit {id} has no author or committer");
    }

    private void CheckTag(in Oid id, ReadOnlySpan<byte> data)
    {
        var (target, type) = TagReader.Read(data);
        Require(id, target, type);
    }

    private void CheckTree(in Oid id, ReadOnlySpan<byte> data)
    {
        var tree = new TreeReader(data);
        ReadOnlySpan<byte> previous = default;
        var previousIsDirectory = false;
        while (tree.Read())
        {
            if (TreeName.Problem(tree.Name) is { } problem)
                throw new GitDataException($"tree {id} holds a name that {problem}: '{Encoding.UTF8.GetString(tree.Name)}'");
            if (!EntryMode.IsKnown(tree.Mode))
                throw new GitDataException($"tree {id} holds '{Encoding.UTF8.GetString(tree.Name)}' with the unknown mode {Convert.ToString(tree.Mode, 8)}");

            var isDirectory = tree.Mode == EntryMode.Directory;
            if (!previous.IsEmpty && TreeName.Compare(previous, previousIsDirectory, tree.Name, isDirectory) >= 0)
                throw new GitDataException($"tree {id} is not sorted or holds '{Encoding.UTF8.GetString(tree.Name)}' twice");
            previous = tree.Name;
            previousIsDirectory = isDirectory;

            // The commit of a submodule lives in another repository.
            if (tree.Mode != EntryMode.Submodule)
                Require(id, tree.Id, isDirectory ? ObjectType.Tree : ObjectType.Blob);
        }
    }

    private void Require(in Oid id, in Oid link, ObjectType type)
    {
        if (!Has(link, type))
            throw new GitDataException($"object {id} needs the {Name(type)} {link}, which is missing");
    }

    private bool Has(in Oid id, ObjectType type) =>
        _types.TryGetValue(id, out var known) ? known == type : store.TryReadHeader(id, out var found, out _) && found == type;

    private static string Name(ObjectType type) => type.ToString().ToLowerInvariant();
}
