using System.Text.Json.Serialization.Metadata;
using Paas.Engine;

namespace Paas.Access.Store;

/// <summary>
/// Reads and changes the documents of accounts. A change reads, decides, and commits with the versions that it read; when
/// somebody else was faster it begins anew, so that no lock is needed and nothing is kept in memory.
/// </summary>
internal sealed class AccessStore(IStateStore store)
{
    private const int Attempts = 20;

    public async Task<Versioned<T>?> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken) is { Json: not null } document ? Open(document, type) : null;

    public async Task<IReadOnlyList<Versioned<T>>> ListAsync<T>(string prefix, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(prefix, cancellationToken)).Select(document => Open(document, type))];

    /// <summary>Runs a decision until its changes can be committed. Without changes nothing is committed.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Conflict"/>: others were faster too often.</exception>
    public async Task<T> ChangeAsync<T>(Func<Changes, Task<T>> decide)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var changes = new Changes();
            var result = await decide(changes);
            if (changes.All.Count == 0 || await store.CommitAsync(changes.All, CancellationToken.None) is not null)
                return result;
        }

        throw new PaasException(PaasErrors.Conflict, "Too many others changed the same at the same time. Try again.");
    }

    /// <summary>Commits, or says that somebody else was faster.</summary>
    public async Task<bool> TryCommitAsync(Changes changes) => await store.CommitAsync(changes.All, CancellationToken.None) is not null;

    private static Versioned<T> Open<T>(StateDocument document, JsonTypeInfo<T> type) => new(EngineJson.Read(document, type), document.Version);
}
