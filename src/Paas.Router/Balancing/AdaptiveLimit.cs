namespace Paas.Balancing;

/// <summary>
/// Finds by latency how many requests at once a dyno can use. Where it works in parallel, more in flight cost no time;
/// beyond that they only queue inside it, and all of them take longer.
/// <code>
/// probe: a few answers at a low limit ──► best, the median latency without a crowd
/// then, window after window:  next = limit × best × (1 + slack) / median + √limit
/// </code>
/// </summary>
/// <remarks>
/// The gradient rule of Netflix's concurrency-limits and of Envoy's adaptive concurrency filter, with medians, so that a
/// few slow requests among fast ones do not speak for all. No clock: it counts answers.
/// </remarks>
internal sealed class AdaptiveLimit
{
    private const double Slack = 0.25;
    private const int ProbeAnswers = 8;
    private const int MaxWindow = 64;
    private const int WindowsPerProbe = 128;
    private readonly Lock _lock = new();
    private readonly long[] _answers = new long[MaxWindow];
    private readonly int _max;
    private double _limit = 1;
    private double _afterProbe = 1;
    private long _best;
    private int _count;
    private int _most;
    private int _windows;
    private int _skip;
    private bool _isProbing = true;

    /// <summary>Creates a limit that starts at 1 and never exceeds <paramref name="max"/>.</summary>
    public AdaptiveLimit(int max) => _max = max;

    public int Max => _max;

    /// <summary>Most requests in flight.</summary>
    public int Limit => Math.Max(1, (int)_limit);

    /// <summary>Takes a complete answer into account and returns the limit from now on.</summary>
    /// <param name="micros">From the pick of the dyno to the end of the answer.</param>
    /// <param name="inFlight">Requests in flight to the dyno, this one included.</param>
    public int Add(long micros, int inFlight)
    {
        lock (_lock)
        {
            if (_skip > 0)
            {
                _skip--;
                return Limit;
            }
            _most = Math.Max(_most, inFlight);
            _answers[_count++] = micros;
            var window = _isProbing ? ProbeAnswers : Math.Clamp(Limit * 2, ProbeAnswers, MaxWindow);
            if (_count < window)
                return Limit;
            var answers = _answers.AsSpan(0, _count);
            answers.Sort();
            Turn(answers[_count / 2], inFlight);
            _count = _most = 0;
            return Limit;
        }
    }

    /// <summary>The limit for the next window.</summary>
    /// <param name="limit">The present one.</param>
    /// <param name="median">Median latency of the window.</param>
    /// <param name="best">Median latency without a crowd.</param>
    /// <param name="most">Most requests that were in flight.</param>
    /// <param name="max">Never more than this.</param>
    public static double Next(double limit, long median, long best, int most, int max)
    {
        var gradient = Math.Clamp((1 + Slack) * Math.Max(1, best) / Math.Max(1, median), 0.5, 1);
        var next = limit * gradient + Math.Sqrt(limit);
        // A limit that nobody reached says nothing about more.
        if (most < limit / 2)
            next = Math.Min(next, limit);
        return Math.Clamp(next, 1, max);
    }

    private void Turn(long median, int inFlight)
    {
        if (_isProbing)
        {
            _best = median;
            _limit = _afterProbe;
            _isProbing = false;
            return;
        }
        _limit = Next(_limit, median, _best, _most, _max);
        if (++_windows % WindowsPerProbe != 0)
            return;
        // The limit settles below twice what the dyno does in parallel, so at a quarter nothing queues inside.
        _isProbing = true;
        // The answers to come first belong to the crowd.
        _skip = inFlight - 1;
        _afterProbe = _limit;
        _limit = Math.Max(1, _limit / 4);
    }
}
