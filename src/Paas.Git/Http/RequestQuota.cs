using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Paas.Git.Http;

/// <summary>Counts the fetches and pushes of the last hour for each app and user.</summary>
internal sealed class RequestQuota(IOptions<GitOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(Guid App, string Actor), Queue<long>> _taken = new();

    /// <summary>Counts one more; false when the hour is full, with the time until it is not.</summary>
    public bool TryTake(Guid app, string actor, out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (options.Value.MaxRequestsPerHour is not { } limit)
            return true;

        var now = time.GetTimestamp();
        var taken = _taken.GetOrAdd((app, actor), static _ => new Queue<long>());
        lock (taken)
        {
            while (taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
                taken.Dequeue();
            if (taken.Count >= limit)
            {
                retryAfter = taken.TryPeek(out var first) ? Window - time.GetElapsedTime(first, now) : Window;
                return false;
            }

            taken.Enqueue(now);
            return true;
        }
    }
}
