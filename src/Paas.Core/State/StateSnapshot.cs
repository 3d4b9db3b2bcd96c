using System.Collections.Immutable;

namespace Paas.State;

/// <summary>All documents at one revision. Removed ones stay as documents without content, so that a watch can report them.</summary>
internal sealed class StateSnapshot
{
    private static readonly Comparer<StateDocument> ByKeyOrder = Comparer<StateDocument>.Create(static (a, b) => string.CompareOrdinal(a.Key, b.Key));

    private static readonly Comparer<StateDocument> ByVersionOrder = Comparer<StateDocument>.Create(static (a, b) =>
        a.Version != b.Version ? a.Version.CompareTo(b.Version) : string.CompareOrdinal(a.Key, b.Key));

    private readonly ImmutableSortedSet<StateDocument> _byKey;
    private readonly ImmutableSortedSet<StateDocument> _byVersion;

    private StateSnapshot(ImmutableSortedSet<StateDocument> byKey, ImmutableSortedSet<StateDocument> byVersion, long encodedBytes)
    {
        _byKey = byKey;
        _byVersion = byVersion;
        EncodedBytes = encodedBytes;
    }

    public static StateSnapshot Empty { get; } = From([]);

    public long Revision => _byVersion.IsEmpty ? 0 : _byVersion.Max!.Version;

    /// <summary>What the documents take in a journal.</summary>
    public long EncodedBytes { get; }

    /// <summary>Every document with the removed ones, in order of keys.</summary>
    public IReadOnlyCollection<StateDocument> Documents => _byKey;

    public static StateSnapshot From(IReadOnlyCollection<StateDocument> documents) =>
        new(documents.ToImmutableSortedSet(ByKeyOrder), documents.ToImmutableSortedSet(ByVersionOrder), documents.Sum(JournalFrame.SizeOf));

    public StateDocument? Get(string key) => Find(key) is { Json: not null } document ? document : null;

    public IReadOnlyList<StateDocument> List(string prefix)
    {
        var documents = new List<StateDocument>();
        for (var i = FirstAtOrAfter(_byKey, new StateDocument(prefix, 0, null)); i < _byKey.Count; i++)
        {
            var document = _byKey[i];
            if (!document.Key.StartsWith(prefix, StringComparison.Ordinal))
                break;
            if (document.Json is not null)
                documents.Add(document);
        }

        return documents;
    }

    /// <summary>What was written or removed after a revision, in order of revisions.</summary>
    public IReadOnlyList<StateDocument> ChangedAfter(long after, string prefix)
    {
        var documents = new List<StateDocument>();
        if (after >= Revision)
            return documents;
        for (var i = FirstAtOrAfter(_byVersion, new StateDocument("", after + 1, null)); i < _byVersion.Count; i++)
        {
            var document = _byVersion[i];
            if (document.Key.StartsWith(prefix, StringComparison.Ordinal))
                documents.Add(document);
        }

        return documents;
    }

    /// <summary>The next snapshot, or null when an expected version does not match.</summary>
    public StateSnapshot? TryApply(IReadOnlyList<StateChange> changes)
    {
        var revision = Revision + 1;
        var byKey = _byKey.ToBuilder();
        var byVersion = _byVersion.ToBuilder();
        var encodedBytes = EncodedBytes;
        foreach (var change in changes)
        {
            var old = Find(change.Key);
            if (change.ExpectedVersion is { } expected && expected != (old?.Json is null ? 0 : old.Version))
                return null;

            // The caller keeps its buffer; the document needs its own. (A plain null would become empty memory here.)
            var json = change.Json is { } content ? content.ToArray() : default(ReadOnlyMemory<byte>?);
            var document = new StateDocument(change.Key, revision, json);
            if (old is not null)
            {
                byKey.Remove(old);
                byVersion.Remove(old);
                encodedBytes -= JournalFrame.SizeOf(old);
            }

            byKey.Add(document);
            byVersion.Add(document);
            encodedBytes += JournalFrame.SizeOf(document);
        }

        return new StateSnapshot(byKey.ToImmutable(), byVersion.ToImmutable(), encodedBytes);
    }

    private StateDocument? Find(string key)
    {
        var index = _byKey.IndexOf(new StateDocument(key, 0, null));
        return index < 0 ? null : _byKey[index];
    }

    private static int FirstAtOrAfter(ImmutableSortedSet<StateDocument> set, StateDocument probe)
    {
        var index = set.IndexOf(probe);
        return index < 0 ? ~index : index;
    }
}
