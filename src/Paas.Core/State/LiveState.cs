using System.Runtime.CompilerServices;

namespace Paas.State;

/// <summary>
/// The newest snapshot and those who wait for the next. A watch holds no buffer: it remembers a revision and reads what
/// changed since, so a slow reader costs nothing and misses nothing.
/// </summary>
internal sealed class LiveState(StateSnapshot snapshot)
{
    private volatile Head _head = new(snapshot);

    public StateSnapshot Snapshot => _head.Snapshot;

    /// <summary>Makes a snapshot the newest one. Called by one writer at a time.</summary>
    public void Publish(StateSnapshot snapshot)
    {
        var old = _head;
        _head = new Head(snapshot);
        old.Superseded.TrySetResult(true);
    }

    /// <summary>Ends all watches. Nothing may be published afterwards.</summary>
    public void Close() => _head.Superseded.TrySetResult(false);

    public async IAsyncEnumerable<StateDocument> WatchAsync(string prefix, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = _head;
            foreach (var document in head.Snapshot.ChangedAfter(after, prefix))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return document;
            }

            after = Math.Max(after, head.Snapshot.Revision);
            if (!await head.Superseded.Task.WaitAsync(cancellationToken))
                yield break;
        }
    }

    private sealed class Head(StateSnapshot snapshot)
    {
        public StateSnapshot Snapshot { get; } = snapshot;

        /// <summary>True when a newer snapshot was published, false when the store was closed.</summary>
        public TaskCompletionSource<bool> Superseded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
