namespace Paas.Routing;

/// <summary>Time as the router counts it: milliseconds of a monotonic clock, and the wall clock for headers.</summary>
internal sealed class RouterClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Provider => time;

    /// <summary>Milliseconds since the router was made.</summary>
    public long Now => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Microseconds since the router was made, for durations.</summary>
    public long Micros => time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>The moment that lies a while ahead.</summary>
    public static long After(long now, TimeSpan delay) => now + (long)delay.TotalMilliseconds;
}
