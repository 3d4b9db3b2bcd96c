namespace Paas.State;

/// <summary>State that lives as long as the process: for tests and for hosts that want nothing on disk.</summary>
internal sealed class InMemoryStateStore : IStateStore
{
    private readonly Lock _gate = new();
    private readonly LiveState _live = new(StateSnapshot.Empty);

    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken)
    {
        StateRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_live.Snapshot.Get(key));
    }

    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_live.Snapshot.List(prefix));
    }

    public ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        StateRules.CheckChanges(changes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_live.Snapshot.TryApply(changes) is not { } next)
                return ValueTask.FromResult<long?>(null);
            _live.Publish(next);
            return ValueTask.FromResult<long?>(next.Revision);
        }
    }

    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken)
    {
        StateRules.CheckPrefix(prefix);
        return _live.WatchAsync(prefix, after, cancellationToken);
    }
}
