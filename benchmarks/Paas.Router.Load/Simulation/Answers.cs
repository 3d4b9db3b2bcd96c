namespace Paas.Load.Simulation;

/// <summary>What became of requests.</summary>
internal sealed class Answers
{
    private readonly Lock _lock = new();
    private readonly List<double> _latencies = [];
    private double[]? _sorted;

    /// <summary>Requests that were answered with 200.</summary>
    public int Good { get; private set; }

    /// <summary>All others.</summary>
    public int Failed { get; private set; }

    public int Count => Good + Failed;

    public void Add(int status, double milliseconds)
    {
        lock (_lock)
        {
            if (status == 200)
            {
                Good++;
                _latencies.Add(milliseconds);
            }
            else
            {
                Failed++;
            }
        }
    }

    public void Add(Answers others)
    {
        lock (_lock)
        {
            Good += others.Good;
            Failed += others.Failed;
            _latencies.AddRange(others._latencies);
        }
    }

    /// <summary>Latency of good answers in milliseconds, at a share from 0 to 1.</summary>
    public double Percentile(double share)
    {
        lock (_lock)
        {
            if (_sorted?.Length != _latencies.Count)
            {
                _sorted = [.. _latencies];
                Array.Sort(_sorted);
            }
            return _sorted.Length == 0 ? 0 : _sorted[Math.Min(_sorted.Length - 1, (int)(share * _sorted.Length))];
        }
    }
}
