namespace Paas.Balancing;

/// <summary>
/// Keeps an app's retries a share of its recent requests, so that an app which fails is not asked for more than it already
/// cannot do. Connects to the next dyno and idempotent requests sent again draw from the same budget. (As in Finagle's
/// RetryBudget: a fifth of the requests and ten a second for those that have few.)
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Seconds that the budget looks back, at most; <see cref="Roll"/> is called twice as often.</summary>
    public const int Window = 10;
    private readonly Lock _lock = new();
    private uint _start;
    private uint _middle;
    private int _takenBefore;
    private int _taken;

    /// <summary>Takes one retry, if the budget has one.</summary>
    /// <param name="requests">Requests of the app so far; may wrap around.</param>
    /// <param name="share">Retries per request.</param>
    /// <param name="perSecond">Retries a second beyond that.</param>
    public bool TryTake(uint requests, double share, int perSecond)
    {
        lock (_lock)
        {
            if (_takenBefore + _taken >= share * unchecked(requests - _start) + Window * perSecond)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Half a window has passed: what lies before the last one is forgotten.</summary>
    public void Roll(uint requests)
    {
        lock (_lock)
        {
            _start = _middle;
            _middle = requests;
            _takenBefore = _taken;
            _taken = 0;
        }
    }
}
