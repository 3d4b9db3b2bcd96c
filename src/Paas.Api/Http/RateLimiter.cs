using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Paas.Api.Http;

/// <summary>A bucket of requests per user, refilled evenly over the hour. Source: devcenter.heroku.com/articles/platform-api-reference#rate-limits.</summary>
internal sealed class RateLimiter(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly double _capacity = options.Value.RequestsPerHour;

    /// <summary>Takes one; false when none is left.</summary>
    public bool TryTake(string actor, out int remaining) => Change(actor, 1, out remaining);

    public int Remaining(string actor)
    {
        Change(actor, 0, out var remaining);
        return remaining;
    }

    private bool Change(string actor, int take, out int remaining)
    {
        var now = time.GetTimestamp();
        var bucket = _buckets.GetOrAdd(actor, static (_, state) => new Bucket { Left = state._capacity, At = state.now }, (_capacity, now));
        lock (bucket)
        {
            bucket.Left = Math.Min(_capacity, bucket.Left + time.GetElapsedTime(bucket.At, now).TotalHours * _capacity);
            bucket.At = now;
            var isTaken = bucket.Left >= take;
            if (isTaken)
                bucket.Left -= take;
            remaining = (int)bucket.Left;
            return isTaken;
        }
    }

    private sealed class Bucket
    {
        public double Left { get; set; }

        public long At { get; set; }
    }
}
