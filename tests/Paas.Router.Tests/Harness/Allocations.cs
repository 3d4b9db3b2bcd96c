namespace Paas.Harness;

internal static class Allocations
{
    private const int Rounds = 20;

    /// <summary>
    /// Bytes that an action allocates on this thread: the least of several rounds, because the runtime itself allocates here
    /// now and then, such as for its cache of casts, and what the action allocates is in every round.
    /// </summary>
    public static long Least(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
