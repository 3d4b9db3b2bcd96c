namespace Paas.Git.Objects;

/// <summary>The links of a commit: <c>tree</c>, then any number of <c>parent</c>.</summary>
internal ref struct CommitReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Throws <see cref="GitDataException"/> when the commit names no tree.</summary>
    public CommitReader(ReadOnlySpan<byte> data)
    {
        _rest = data;
        if (!TryReadLink("tree "u8, out var tree))
            throw new GitDataException("a commit has no tree");
        Tree = tree;
    }

    public Oid Tree { get; }

    public Oid Parent { get; private set; }

    /// <summary>What follows the parents: <c>author</c>, <c>committer</c>, …</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool ReadParent()
    {
        var found = TryReadLink("parent "u8, out var parent);
        Parent = parent;
        return found;
    }

    private bool TryReadLink(ReadOnlySpan<byte> key, out Oid id)
    {
        id = default;
        var length = key.Length + Oid.HexLength;
        if (_rest.Length <= length || !_rest.StartsWith(key) || _rest[length] != '\n' || !Oid.TryParse(_rest[key.Length..length], out id))
            return false;
        _rest = _rest[(length + 1)..];
        return true;
    }
}
