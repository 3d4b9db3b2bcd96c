namespace Paas.Dynos;

/// <summary>How much of processors a dyno uses, of the processor time that its driver reports now and then.</summary>
internal sealed class CpuMeter
{
    private readonly Lock _gate = new();
    private (TimeSpan At, TimeSpan Used)? _last;
    private double? _processors;

    /// <summary>Processors in use between the last two reports, 1.5 for one and a half; null before there were two.</summary>
    public double? Processors
    {
        get
        {
            lock (_gate)
                return _processors;
        }
    }

    /// <param name="at">When, on a clock that only goes forward.</param>
    /// <param name="used">Processor time since the dyno's start.</param>
    public void Note(TimeSpan at, TimeSpan used)
    {
        lock (_gate)
        {
            // Less than before: somebody counts anew, and nobody knows since when.
            if (_last is { } last && at > last.At)
                _processors = used >= last.Used ? (used - last.Used) / (at - last.At) : null;
            _last = (at, used);
        }
    }
}
