using Paas.Balancing;
using Paas.Routing;

namespace Paas.Health;

/// <summary>A dyno that the router checks. One check is under way at most, and only it changes the health.</summary>
internal sealed class CheckedDyno(AppState app, RoutedDyno dyno, long nextAt)
{
    private int _isDue;

    public AppState App => app;

    public RoutedDyno Dyno => dyno;

    public DynoHealth Health { get; set; } = DynoHealth.New;

    /// <summary>When the next check is due.</summary>
    public long NextAt { get; set; } = nextAt;

    /// <summary>True for the one who may put it among those that are due.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isDue, 1) == 0;

    /// <summary>Notes when to check next and lets it become due again.</summary>
    public void Finish(long nextAt)
    {
        NextAt = nextAt;
        Volatile.Write(ref _isDue, 0);
    }
}
