namespace Paas.Access.SigningIn;

/// <summary>
/// Counts attempts by a key and says when the next may be made. An attempt counts as wrong from its beginning until it turns
/// out right, so that many at the same time gain nothing.
/// </summary>
internal sealed class AttemptCounter(int free, TimeProvider time)
{
    /// <summary>Keys that are kept; of more than that the one that was quiet longest is forgotten.</summary>
    public const int MaxKeys = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();

    /// <summary>Begins an attempt, or says how long it must wait.</summary>
    public bool TryBegin(string key, out TimeSpan retryAfter)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var entry = _byKey.TryGetValue(key, out var node) && now - node.Value.LastAt < LockOut.Memory ? node.Value : new Entry(key, 0, now);
            retryAfter = entry.LastAt + LockOut.After(entry.Failures, free) - now;
            if (entry.Failures >= free && retryAfter > TimeSpan.Zero)
                return false;

            Keep(entry with { Failures = entry.Failures + 1, LastAt = now });
            return true;
        }
    }

    /// <summary>Takes over what is known of earlier attempts from before the host started.</summary>
    public void Restore(string key, int failures, DateTimeOffset lastAt)
    {
        lock (_gate)
        {
            if (failures > 0 && !_byKey.ContainsKey(key))
                Keep(new Entry(key, failures, lastAt));
        }
    }

    /// <summary>An attempt was neither right nor wrong: it does not count.</summary>
    public void Forgive(string key)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var node) && node.Value.Failures > 0)
                node.Value = node.Value with { Failures = node.Value.Failures - 1 };
        }
    }

    /// <summary>An attempt was right: everything before it is forgotten.</summary>
    public void Reset(string key)
    {
        lock (_gate)
        {
            if (_byKey.Remove(key, out var node))
                _byAge.Remove(node);
        }
    }

    /// <summary>Wrong attempts of a key so far.</summary>
    public int Failures(string key)
    {
        lock (_gate)
            return _byKey.TryGetValue(key, out var node) ? node.Value.Failures : 0;
    }

    private void Keep(Entry entry)
    {
        Reset(entry.Key);
        _byKey[entry.Key] = _byAge.AddLast(entry);
        if (_byKey.Count > MaxKeys)
            Reset(_byAge.First!.Value.Key);
    }

    private sealed record Entry(string Key, int Failures, DateTimeOffset LastAt);
}
