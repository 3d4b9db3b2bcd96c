namespace Paas.Testing;

/// <summary>
/// A state store as a process sees it that can be killed: from then on its calls never return and change nothing, while
/// the store behind it lives on for the next process.
/// </summary>
public sealed class MortalStateStore(IStateStore store) : IStateStore
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A commit is stored inside: none of a thread that was held up comes after the death, when the next process has loaded.
    private readonly Lock _commits = new();
    private volatile bool _dead;

    /// <summary>The process dies after this many further commits: the last one is stored, its caller never hears of it. Null for no such plan.</summary>
    public int? DiesAfterCommits { get; set; }

    /// <summary>Whether it was killed.</summary>
    public bool IsDead => _dead;

    /// <summary>Kills it now.</summary>
    public void Kill()
    {
        lock (_commits)
            _dead = true;
        _died.TrySetResult();
    }

    /// <summary>Whether the commit at which it dies is lost; else it is kept, but nobody learns of it.</summary>
    public bool LosesLastCommit { get; set; }

    /// <summary>Completes when it dies.</summary>
    public Task Died => _died.Task;

    /// <inheritdoc/>
    public ValueTask<StateDocument?> GetAsync(string key, CancellationToken cancellationToken) =>
        _dead ? Never<StateDocument?>() : store.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateDocument>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _dead ? Never<IReadOnlyList<StateDocument>>() : store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long?> CommitAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        ValueTask<long?> last = default;
        lock (_commits)
        {
            if (_dead)
                return Never<long?>();
            var dies = DiesAfterCommits is { } left && (DiesAfterCommits = left - 1) <= 0;
            if (!dies)
                return store.CommitAsync(changes, cancellationToken);

            _dead = true;
            if (!LosesLastCommit)
                last = store.CommitAsync(changes, cancellationToken);
        }

        return DieAsync(last);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, CancellationToken cancellationToken) =>
        store.WatchAsync(prefix, after, cancellationToken);

    private async ValueTask<long?> DieAsync(ValueTask<long?> last)
    {
        await last;
        _died.TrySetResult();
        return await Never<long?>();
    }

    private static ValueTask<T> Never<T>() => new(new TaskCompletionSource<T>().Task);
}
