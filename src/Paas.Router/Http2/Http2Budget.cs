namespace Paas.Http2;

/// <summary>A bucket of things that a client may do for nothing; time and useful traffic fill it again, up to its size.</summary>
internal struct Http2Budget(int size, int perSecond)
{
    private long _left = (long)size * 1000;
    private long _filledAt;

    /// <summary>False when the bucket is empty.</summary>
    public bool TrySpend(int count, long now)
    {
        _left = Math.Min((long)size * 1000, _left + (now - _filledAt) * perSecond);
        _filledAt = now;
        _left -= count * 1000L;
        return _left >= 0;
    }

    public void Earn(int count) => _left = Math.Min((long)size * 1000, _left + count * 1000L);
}
