namespace Paas.Stalls;

/// <summary>Watches the garbage collector while it lives; each collection's pauses are seen once.</summary>
internal sealed class GcPauses : IDisposable
{
    private static readonly GCKind[] Kinds = [GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background];
    private readonly int[] _before = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
    private readonly long[] _seen = new long[Kinds.Length];
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;

    public GcPauses()
    {
        for (var i = 0; i < Kinds.Length; i++)
            _seen[i] = GC.GetGCMemoryInfo(Kinds[i]).Index;
        _watching = Task.Run(WatchAsync);
    }

    public TimeSpan Longest { get; private set; }

    /// <summary>Of the collections of generation 2.</summary>
    public TimeSpan LongestFull { get; private set; }

    public string Collections
    {
        get
        {
            Look();
            var counts = _before.Select(static (before, generation) => GC.CollectionCount(generation) - before).ToArray();
            // A collection of a generation is one of the younger ones too.
            return $"{counts[0] - counts[1]}/{counts[1] - counts[2]}/{counts[2]}";
        }
    }

    public void Dispose()
    {
        _done.Cancel();
        _watching.GetAwaiter().GetResult();
        _done.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_done.IsCancellationRequested)
        {
            Look();
            await Task.Delay(1);
        }
    }

    private void Look()
    {
        lock (_seen)
        {
            for (var i = 0; i < Kinds.Length; i++)
            {
                var info = GC.GetGCMemoryInfo(Kinds[i]);
                if (info.Index == _seen[i])
                    continue;
                _seen[i] = info.Index;
                foreach (var pause in info.PauseDurations)
                {
                    Longest = pause > Longest ? pause : Longest;
                    if (info.Generation == 2)
                        LongestFull = pause > LongestFull ? pause : LongestFull;
                }
            }
        }
    }
}
