using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// What a router has seen of an app from <see cref="From"/> to <see cref="At"/>. A snapshot counts from the app's first
/// request on; the difference of two (<see cref="Since"/>) is an interval.
/// </summary>
public sealed record AppTraffic
{
    /// <summary>The app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>Where the counting began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the snapshot was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Requests now between their head and their end, those that wait for a dyno included.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that have ended, by status.</summary>
    public required StatusCounts Statuses { get; init; }

    /// <summary>Requests that ended with an H-code, by code.</summary>
    public required ImmutableDictionary<string, long> Errors { get; init; }

    /// <summary>Requests that were lost by the fault of a dyno or the platform; what clients broke off or did wrong is not counted.</summary>
    public required long Failures { get; init; }

    /// <summary>Connections that were upgraded (WebSockets) and have ended; they are in no histogram of answer times.</summary>
    public required long Upgrades { get; init; }

    /// <summary>Attempts beyond the first: connects to a further dyno, and requests sent again because a kept connection was closed.</summary>
    public required long Retries { get; init; }

    /// <summary>Bytes of bodies from clients.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of bodies to clients.</summary>
    public required long BytesOut { get; init; }

    /// <summary>From the complete head to the last byte sent: queue, connect and service together. All requests that have ended.</summary>
    public required LatencySnapshot Duration { get; init; }

    /// <summary>From the connection to the last byte sent, as <c>service=</c> in the request line. Requests that reached a dyno.</summary>
    public required LatencySnapshot Service { get; init; }

    /// <summary>Time spent without a dyno. All requests that have ended; most of them zero where no queue is.</summary>
    public required LatencySnapshot Queue { get; init; }

    /// <summary>Time that connects took, of those requests for which a connection was made.</summary>
    public required LatencySnapshot Connect { get; init; }

    /// <summary>The dynos of the app's present route that have had requests. Cumulative also in an interval.</summary>
    public required ImmutableArray<DynoTraffic> Dynos { get; init; }

    /// <summary>Requests that have ended.</summary>
    public long Requests => Statuses.Total;

    /// <summary>Requests that ended per second, over the whole time.</summary>
    public double RequestsPerSecond => At > From ? Requests / (At - From).TotalSeconds : 0;

    /// <summary>
    /// The interval from an earlier snapshot to this one; the whole of this one when the counting has begun anew in between,
    /// because the app was out of the routes for a while.
    /// </summary>
    /// <exception cref="ArgumentException">The snapshot is of another app.</exception>
    public AppTraffic Since(AppTraffic earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        if (earlier.AppId != AppId)
            throw new ArgumentException($"The snapshots are of two apps, {AppId} and {earlier.AppId}.", nameof(earlier));
        if (earlier.From != From)
            return this;
        return this with
        {
            From = earlier.At,
            Statuses = Statuses.Since(earlier.Statuses),
            Errors = ErrorsSince(earlier.Errors),
            Failures = Failures - earlier.Failures,
            Upgrades = Upgrades - earlier.Upgrades,
            Retries = Retries - earlier.Retries,
            BytesIn = BytesIn - earlier.BytesIn,
            BytesOut = BytesOut - earlier.BytesOut,
            Duration = Duration.Since(earlier.Duration),
            Service = Service.Since(earlier.Service),
            Queue = Queue.Since(earlier.Queue),
            Connect = Connect.Since(earlier.Connect),
        };
    }

    private ImmutableDictionary<string, long> ErrorsSince(ImmutableDictionary<string, long> earlier)
    {
        var errors = Errors.ToBuilder();
        foreach (var (code, count) in earlier)
        {
            var rest = errors.GetValueOrDefault(code) - count;
            if (rest > 0)
                errors[code] = rest;
            else
                errors.Remove(code);
        }
        return errors.ToImmutable();
    }
}
