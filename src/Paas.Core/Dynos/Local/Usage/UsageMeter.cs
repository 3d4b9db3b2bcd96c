using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>
/// Reports what dynos use, all of them in one pass. Nothing runs while there are none. A dyno's first report comes within one interval of its start.
/// </summary>
internal sealed class UsageMeter(ProcfsUsage? processes, EventQueue events, TimeSpan interval, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, UsageTarget> _targets = [];
    private readonly Dictionary<Guid, TimeSpan> _processorTime = [];
    private ITimer? _timer;

    public void Add(UsageTarget target)
    {
        lock (_lock)
        {
            _targets[target.RunId] = target;
            _timer ??= clock.CreateTimer(static meter => ((UsageMeter)meter!).Measure(), this, interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>No report of the dyno follows after the return.</summary>
    public void Remove(Guid runId)
    {
        lock (_lock)
        {
            _targets.Remove(runId);
            _processorTime.Remove(runId);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _targets.Clear();
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Measure()
    {
        UsageTarget[] targets;
        lock (_lock)
            targets = [.. _targets.Values];
        try
        {
            Report(targets);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CannotMeasure(log, exception);
        }

        lock (_lock)
        {
            // Started again by the next dyno.
            if (_targets.Count > 0)
            {
                _timer?.Change(interval, Timeout.InfiniteTimeSpan);
                return;
            }

            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Report(UsageTarget[] targets)
    {
        var counted = new Dictionary<Guid, DynoUsage>();
        var others = new List<UsageTarget>();
        foreach (var target in targets)
        {
            if (target.Place.Usage() is { } usage)
                counted[target.DynoId] = usage;
            else
                others.Add(target);
        }

        if (others.Count > 0 && processes is not null)
        {
            foreach (var (dynoId, usage) in processes.Measure(others))
                counted.TryAdd(dynoId, usage);
        }

        lock (_lock)
        {
            foreach (var (dynoId, usage) in counted)
            {
                if (!_targets.ContainsKey(dynoId))
                    continue;
                // Processes that were reaped by somebody else take their time with them; what was used stays used.
                var time = _processorTime.GetValueOrDefault(dynoId);
                _processorTime[dynoId] = time = usage.CpuTime > time ? usage.CpuTime : time;
                events.Post(usage with { CpuTime = time });
            }
        }
    }
}
