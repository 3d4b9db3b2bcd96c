namespace Paas.Scaling;

/// <summary>What happened to a process type over an interval in which the number of its working dynos stayed.</summary>
/// <param name="Interval">Length of the interval.</param>
/// <param name="Serving">Dynos that worked.</param>
internal sealed record ScalingObservation(TimeSpan Interval, int Serving)
{
    /// <summary>Requests that ended, whatever became of them; without upgraded connections.</summary>
    public long Requests { get; init; }

    /// <summary>Those of them that a dyno worked on.</summary>
    public long Served { get; init; }

    /// <summary>Those that were turned away because too many waited (H11).</summary>
    public long TurnedAway { get; init; }

    /// <summary>Requests in flight at the end, the waiting ones included.</summary>
    public int InFlightNow { get; init; }

    /// <summary>By how many the requests in flight became more.</summary>
    public int Backlog { get; init; }

    /// <summary>Requests in flight on average: arrivals per second × mean duration (Little), or what was never less when that is more (WebSockets, long polls).</summary>
    public double InFlight { get; init; }

    /// <summary>95th percentile of the time to answer, in ms; of those that reached a dyno when that is more, since refusals are quick.</summary>
    public double Response { get; init; }

    /// <summary>95th percentile of the wait for a dyno, in ms.</summary>
    public double Queue { get; init; }

    /// <summary>Use of the dynos' processors, in percent; null while that is not known.</summary>
    public double? Cpu { get; init; }

    /// <summary>Requests that dynos were done with, per second.</summary>
    public double Completed => Served / Interval.TotalSeconds;

    /// <summary>Requests that came, per second.</summary>
    public double Offered => Math.Max(0, Requests + Backlog) / Interval.TotalSeconds;

    /// <summary>Requests that a dyno completed, per second.</summary>
    public double CompletedPerDyno => Completed / Math.Max(1, Serving);

    /// <summary>The same in the best part of the interval: an overload that began in its midst shows what a dyno can do.</summary>
    public double BestPerDyno { get; init; }

    /// <summary>Times as many requests came as ended; 1 unless more pile up, or are turned away, than chance makes.</summary>
    public double Excess => Served > 0 && Requests + Backlog - Served > Math.Max(5, 0.1 * Served) ? Offered / Completed : 1;

    /// <summary>Requests hardly ever meet at a dyno: what is slow now is so by itself, and more dynos would not make it faster.</summary>
    public bool IsIdle => TurnedAway == 0 && Excess == 1 && InFlight <= 0.25 * Serving;

    /// <summary>More ended than came by so much that the present dynos will be done with what has piled up.</summary>
    public bool IsDraining => Backlog < 0 && TurnedAway == 0 && Offered <= 0.8 * Completed;
}
