using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Paas.Routing;

/// <summary>
/// Asks for sleeping apps to be woken, once per sleep: again only after a failure, or when an app that should be up by now
/// still sleeps. A table in which the app does not sleep ends the sleep.
/// </summary>
internal sealed class AppWakings(IAppWaker? waker, RouterOptions options, RouterClock clock, ILogger logger)
{
    // How soon a failed call is repeated while requests wait.
    private const long RetryTime = 1000;
    private readonly ConcurrentDictionary<Guid, Waking> _wakings = new();

    /// <summary>Called by each request that waits for a sleeping app; tells when it must call again.</summary>
    public long Wake(RouteIndex routes, RouteTable table, Guid appId, string host, long now)
    {
        if (waker is null)
            return long.MaxValue;
        var present = _wakings.GetValueOrDefault(appId);
        if (present is not null && present.RetryAt > now)
            return now + RetryTime;
        var waking = new Waking(host, RouterClock.After(now, options.DynoWaitTimeout));
        if (present is null ? !_wakings.TryAdd(appId, waking) : !_wakings.TryUpdate(appId, waking, present))
            return now + RetryTime;
        // A table that came before we had noted the sleep could not end it.
        if (ReferenceEquals(routes.Table, table))
            _ = Task.Run(() => CallAsync(appId, waking), CancellationToken.None);
        else
            _wakings.TryRemove(new KeyValuePair<Guid, Waking>(appId, waking));
        return now + RetryTime;
    }

    /// <summary>Forgets the sleeps that a new table ends.</summary>
    public void Refresh(RouteTable table)
    {
        foreach (var (appId, waking) in _wakings)
        {
            var route = RouteIndex.Find(table, waking.Host);
            if (route?.AppId != appId || route.Status != RouteStatus.Idle)
                _wakings.TryRemove(appId, out _);
        }
    }

    private async Task CallAsync(Guid appId, Waking waking)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.DynoWaitTimeout, clock.Provider);
            await waker!.WakeAsync(appId, timeout.Token);
        }
        catch (Exception exception)
        {
            Log.WakeFailed(logger, exception, waking.Host);
            waking.RetryAt = clock.Now + RetryTime;
        }
    }
}
