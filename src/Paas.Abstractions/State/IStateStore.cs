namespace Paas;

/// <summary>
/// Port: a small key-value store of JSON documents with versions. Keys are paths such as <c>app/{id}/release/00000003</c>, at
/// most 512 characters of <c>A–Z a–z 0–9 . _ - /</c> and <c>*</c>. Every commit has a revision, one higher than the one before; a document's
/// version is the revision of the commit that last wrote it. Limits: <see cref="StateRules"/>.
/// </summary>
public interface IStateStore
{
    /// <summary>The document, or null when there is none.</summary>
    ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>The documents whose key starts with <paramref name="prefix"/>, in ordinal order of their keys.</summary>
    ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Makes all changes or none. Returns the revision, or null when an expected version does not match: then read again
    /// and decide anew. When it returns a revision the changes survive <c>kill -9</c> and loss of power.
    /// </summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: it could not be written; nothing was changed.</exception>
    ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken);

    /// <summary>
    /// Documents under <paramref name="prefix"/> that were written or removed after revision <paramref name="after"/>, then every
    /// later change as it is committed, in order of revisions. No key's newest version is ever missed, however slow the
    /// reader is; a key that changed several times before it was read may be reported once, with its newest version.
    /// A removal (also of a key that was not there) is a document with null <see cref="StateDocument.Json"/>.
    /// </summary>
    IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken);
}
