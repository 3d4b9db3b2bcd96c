using Paas.State;

namespace Paas.Engine;

/// <summary>A state store in memory whose commits can be made to fail or to wait.</summary>
internal sealed class FaultyStateStore : IStateStore
{
    private readonly InMemoryStateStore _store = new();

    /// <summary>Which commits cannot be written.</summary>
    public Func<IReadOnlyList<StateChange>, bool> Fails { get; set; } = static _ => false;

    /// <summary>What a commit waits for before it is made.</summary>
    public Func<IReadOnlyList<StateChange>, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken) => _store.GetAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken) => _store.ListAsync(prefix, cancellationToken);

    public async ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        await Before(changes);
        if (Fails(changes))
            throw new PaasException(PaasErrors.Unavailable, "The disk is full.");
        return await _store.CommitAsync(changes, cancellationToken);
    }

    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken) => _store.WatchAsync(prefix, after, cancellationToken);
}
