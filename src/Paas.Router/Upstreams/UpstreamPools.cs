using Paas.Routing;

namespace Paas.Upstreams;

/// <summary>Idle connections to one dyno, apart by the loop that drives them: a connection never changes its thread.</summary>
internal sealed class UpstreamPools(RouterOptions options)
{
    private readonly Lock _lock = new();
    private UpstreamPool?[] _pools = [];
    private bool _isOpen = true;

    /// <summary>The pool of a loop, or of the thread pool.</summary>
    public UpstreamPool Of(EventLoop? loop)
    {
        var index = loop is null ? 0 : loop.Index + 1;
        var pools = Volatile.Read(ref _pools);
        return index < pools.Length && pools[index] is { } pool ? pool : Add(index);
    }

    /// <summary>False once the dyno has left the table: what comes back is closed.</summary>
    public bool IsOpen
    {
        get => _isOpen;
        set
        {
            lock (_lock)
            {
                _isOpen = value;
                foreach (var pool in _pools)
                    pool?.IsOpen = value;
            }
        }
    }

    public int Count => _pools.Sum(static pool => pool?.Count ?? 0);

    public void CloseExpired(long now)
    {
        foreach (var pool in Volatile.Read(ref _pools))
            pool?.CloseExpired(now);
    }

    public void CloseAll() => CloseExpired(long.MaxValue);

    private UpstreamPool Add(int index)
    {
        lock (_lock)
        {
            if (index < _pools.Length && _pools[index] is { } pool)
                return pool;
            var pools = new UpstreamPool?[Math.Max(_pools.Length, index + 1)];
            _pools.CopyTo(pools, 0);
            var added = new UpstreamPool(options) { IsOpen = _isOpen };
            pools[index] = added;
            Volatile.Write(ref _pools, pools);
            return added;
        }
    }
}
