namespace Paas.Logs;

/// <summary>Counts lines that were dropped, by app, until the reader is told of them.</summary>
internal sealed class DroppedLines
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (int Count, DateTimeOffset Since)> _byApp = [];

    public void Add(Guid appId, DateTimeOffset now)
    {
        lock (_gate)
        {
            var (count, since) = _byApp.GetValueOrDefault(appId, (0, now));
            _byApp[appId] = (count + 1, since);
        }
    }

    /// <summary>Takes the counts since the last call.</summary>
    public IReadOnlyList<(Guid AppId, int Count, DateTimeOffset Since)> Take()
    {
        lock (_gate)
        {
            if (_byApp.Count == 0)
                return [];
            var dropped = _byApp.Select(static pair => (pair.Key, pair.Value.Count, pair.Value.Since)).ToArray();
            _byApp.Clear();
            return dropped;
        }
    }
}
