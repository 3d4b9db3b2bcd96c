using Paas.State;

namespace Paas.Engine;

/// <summary>A store whose commits fail or wait when the test says so.</summary>
internal sealed class FaultyStateStore : IStateStore
{
    private readonly InMemoryStateStore _store = new();

    /// <summary>Runs before each commit; what it throws the caller gets, and nothing is stored.</summary>
    public Func<IReadOnlyList<StateChange>, ValueTask> OnCommit { get; set; } = static _ => ValueTask.CompletedTask;

    public static ValueTask DiskFull(IReadOnlyList<StateChange> changes) =>
        throw new PaasException(PaasErrors.Unavailable, "The state could not be written: No space left on device. Free some space.");

    public async ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        await OnCommit(changes);
        return await _store.CommitAsync(changes, cancellationToken);
    }

    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken) => _store.GetAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken) => _store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken) => _store.WatchAsync(prefix, after, cancellationToken);
}
