using System.Collections.Concurrent;
using Paas.Balancing;
using Paas.Routing;

namespace Paas.Health;

/// <summary>
/// Checks dynos beside the traffic, for the apps that want it and have had a request. The heartbeat finds what is due; a
/// few workers at a time do it, so that many dynos make no burst.
/// </summary>
internal sealed class HealthChecks(RouterContext context, CancellationToken stopping)
{
    private const int MaxWorkers = 64;
    private readonly ConcurrentQueue<CheckedDyno> _due = new();
    private SplitMix _random = new(context.Random);
    private int _workers;

    /// <summary>Called by the heartbeat, never twice at once.</summary>
    public void Beat(long now)
    {
        foreach (var (app, _) in context.Routes.CheckedApps)
        {
            var view = app.View;
            if (view.Settings.HealthCheck is not { } check || !ReferenceEquals(context.Routes.FindApp(app.Id), app))
            {
                context.Routes.CheckedApps.TryRemove(app, out _);
                // A view that brought checks in between put it in before.
                if (app.View.Settings.HealthCheck is null || ReferenceEquals(app.View, view))
                    continue;
                context.Routes.CheckedApps.TryAdd(app, 0);
                continue;
            }
            foreach (var dyno in view.Dynos)
            {
                // Spread over the interval, not all at the same beat.
                var state = dyno.Check ??= new CheckedDyno(app, dyno, now + (long)(check.Interval.TotalMilliseconds * _random.NextDouble()));
                if (state.NextAt <= now && state.TryClaim())
                    _due.Enqueue(state);
            }
        }
        while (!_due.IsEmpty && Volatile.Read(ref _workers) < MaxWorkers)
        {
            Interlocked.Increment(ref _workers);
            _ = WorkAsync();
        }
    }

    private async Task WorkAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (_due.TryDequeue(out var dyno))
                await CheckAsync(dyno);
        }
        catch (OperationCanceledException)
        {
            // The router stops.
        }
        finally
        {
            Interlocked.Decrement(ref _workers);
        }
    }

    private async Task CheckAsync(CheckedDyno state)
    {
        var started = context.Clock.Now;
        var interval = TimeSpan.FromSeconds(10);
        try
        {
            if (state.App.View.Settings.HealthCheck is not { } check || state.Dyno.IsRetired)
                return;
            interval = check.Interval;
            var problem = await HealthProbe.CheckAsync(
                state.Dyno.Target.Address, check.Path, state.App.Host, check.Timeout, context.Clock.Provider, stopping);
            if (!state.Dyno.IsRetired)
                Judge(state, problem, check);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CheckFailed(context.Logger, exception, state.Dyno.Target.Name, state.App.Name);
        }
        finally
        {
            state.Finish(RouterClock.After(started, interval));
        }
    }

    private void Judge(CheckedDyno state, string? problem, RouteHealthCheck check)
    {
        var before = state.Health;
        state.Health = before.After(problem is null, check);
        if (state.Health.IsHealthy == before.IsHealthy)
            return;
        state.Dyno.IsHealthy = state.Health.IsHealthy;
        var app = state.App;
        var name = state.Dyno.Target.Name;
        if (problem is null)
        {
            Log.DynoHealthy(context.Logger, name, app.Name);
            Write(app, $"at=info check=passed dyno={name}");
        }
        else
        {
            Log.DynoUnhealthy(context.Logger, name, app.Name, problem);
            Write(app, $"at=warning check=failed dyno={name} failures={Math.Max(1, check.FailuresToLeave)} reason=\"{problem}\"");
        }
        app.Queue.OnRoom(null, context.Clock.Now);
    }

    private void Write(AppState app, string line) => context.Sink?.Write(new LogLine(app.Id, context.Clock.UtcNow, "heroku", "router", line));
}
