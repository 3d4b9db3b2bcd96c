namespace Paas.Balancing;

/// <summary>Dynos that a request may go to: all of an app's, or those of one side of a split.</summary>
internal sealed class DynoSet(RoutedDyno[] dynos, int turn = 0)
{
    private int _turn = turn;

    public static DynoSet Empty { get; } = new([]);

    public ReadOnlySpan<RoutedDyno> Dynos => dynos;

    /// <summary>Where round robin stands; survives a change of the table.</summary>
    public int Turn => Volatile.Read(ref _turn);

    /// <summary>The dyno whose turn it is; the turn passes on.</summary>
    public int NextTurn() => (int)((uint)Interlocked.Increment(ref _turn) % (uint)dynos.Length);
}
