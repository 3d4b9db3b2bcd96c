namespace Paas;

/// <summary>
/// How long requests that woke an app waited for the engine: from the router's call until a web dyno is in the routes (frozen),
/// or is up and was reached (asleep). Counted since the host started.
/// </summary>
/// <param name="Frozen">Wakes of frozen dynos.</param>
/// <param name="Asleep">Wakes of apps whose dynos had ended.</param>
public sealed record WakeTimes(LatencySnapshot Frozen, LatencySnapshot Asleep)
{
    /// <summary>Nothing was woken.</summary>
    public static WakeTimes None { get; } = new(LatencySnapshot.Empty, LatencySnapshot.Empty);
}
