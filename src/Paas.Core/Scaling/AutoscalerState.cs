using System.Collections.Immutable;

namespace Paas.Scaling;

/// <summary>What an autoscaler remembers from one decision to the next. Times are of a clock that only goes forward.</summary>
internal sealed record AutoscalerState
{
    /// <summary>Number of dynos after the last decision; another one was made by somebody else.</summary>
    public required int Quantity { get; init; }

    /// <summary>When the number last changed.</summary>
    public required TimeSpan ChangedAt { get; init; }

    /// <summary>How many dynos would have been enough, and requests that came per second, at each look since the number last changed.</summary>
    public ImmutableList<(TimeSpan At, int Dynos, double Offered)> Needs { get; init; } = ImmutableList<(TimeSpan At, int Dynos, double Offered)>.Empty;

    /// <summary>Requests per second that a dyno completed when the target was exceeded: what it can do; null while that was not seen.</summary>
    public double? Capacity { get; init; }

    public TimeSpan CapacityAt { get; init; }

    /// <summary>Most requests per second that a dyno was seen to complete within the target.</summary>
    public double Proven { get; init; }

    public TimeSpan ProvenAt { get; init; }

    /// <summary>When it was last said that the maximum is not enough.</summary>
    public TimeSpan? ToldFullAt { get; init; }

    /// <summary>The state of one that begins now, as if the number had just been changed: after a restart nothing is scaled rashly.</summary>
    public static AutoscalerState Begin(int quantity, TimeSpan now) => new() { Quantity = quantity, ChangedAt = now };

    /// <summary>After the number has changed.</summary>
    public AutoscalerState Change(int quantity, TimeSpan now) => this with
    {
        Quantity = quantity,
        ChangedAt = now,
        Needs = Needs.Clear(),
    };

    /// <summary>With one more look.</summary>
    public AutoscalerState Note(int dynos, double offered, TimeSpan now, TimeSpan memory)
    {
        var needs = Needs;
        while (needs.Count > 0 && now - needs[0].At > memory)
            needs = needs.RemoveAt(0);
        return this with { Needs = needs.Add((now, dynos, offered)) };
    }
}
