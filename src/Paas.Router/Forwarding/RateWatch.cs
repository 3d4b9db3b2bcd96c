namespace Paas.Forwarding;

/// <summary>
/// Watches a peer that keeps its side open by a byte now and then. Only time counts in which the peer owes bytes: a slow
/// dyno is not the client's fault, and a pause that nobody waits for is no sloth.
/// </summary>
internal struct RateWatch
{
    private long _bytes;
    private long _elapsed;
    private long _last;
    private bool _owes;

    /// <summary>When to look again; never while nothing is owed.</summary>
    public readonly long Deadline(long window) => _owes ? _last + window - _elapsed : long.MaxValue;

    /// <summary>Begins anew.</summary>
    public void Start(long bytes, long now) => (_bytes, _elapsed, _last, _owes) = (bytes, 0, now, false);

    /// <summary>True when less came than <paramref name="rate"/> asks for, within a window of owed time.</summary>
    /// <param name="owes">It is the peer's turn from now on.</param>
    /// <param name="bytes">All bytes that the peer has sent or taken so far.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="rate">Bytes a second; 0 asks for nothing.</param>
    /// <param name="window">Milliseconds of owed time over which the rate is taken.</param>
    public bool IsTooSlow(bool owes, long bytes, long now, int rate, long window)
    {
        if (_owes)
            _elapsed += now - _last;
        _last = now;
        _owes = owes && rate > 0;
        if (_elapsed < window)
            return false;
        var isSlow = (bytes - _bytes) * 1000 < rate * _elapsed;
        _bytes = bytes;
        _elapsed = 0;
        return isSlow && rate > 0;
    }
}
