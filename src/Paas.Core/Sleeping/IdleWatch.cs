using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;

namespace Paas.Sleeping;

/// <summary>
/// Watches by the router's figures which apps have no requests, and brings them to sleep. One timer for all; an app that never
/// sleeps is not looked at, and without figures none sleeps.
/// </summary>
internal sealed class IdleWatch : IHostedService, IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly AppDirectory _directory;
    private readonly Sleeper _sleeper;
    private readonly OneOffs _oneOffs;
    private readonly SleepPolicy? _platform;
    private readonly TimeProvider _time;
    private readonly IHttpTraffic? _traffic;
    private readonly ConcurrentDictionary<Guid, Seen> _seen = new();
    private readonly Lock _gate = new();
    private ITimer? _timer;

    public IdleWatch(
        AppDirectory directory, Sleeper sleeper, OneOffs oneOffs, IOptions<EngineOptions> options, TimeProvider time, IHttpTraffic? traffic = null)
    {
        (_directory, _sleeper, _oneOffs, _platform, _time, _traffic) = (directory, sleeper, oneOffs, options.Value.Sleep, time, traffic);
        sleeper.OnActive = Touch;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_traffic is null)
            return Task.CompletedTask;
        lock (_gate)
            _timer = _time.CreateTimer(static watch => ((IdleWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>The app is active now, or its policy has changed.</summary>
    public void Touch(AppState app)
    {
        _seen.TryRemove(app.Id, out _);
        lock (_gate)
            _timer?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        var now = _time.GetUtcNow();
        var next = now + MaxWait;
        foreach (var app in _directory.All)
        {
            var model = app.Model;
            if (model.Sleep.Phase is SleepPhase.Asleep or SleepPhase.Settling || SleepRules.PolicyOf(model, _platform) is not { } policy)
            {
                _seen.TryRemove(app.Id, out _);
                continue;
            }

            var seen = _seen.GetValueOrDefault(app.Id);
            if (seen is null || seen.NextLook <= now || seen.NextLook - now > MaxWait) // or the clock was set back
            {
                seen = Look(app, model, policy, seen, now);
                _seen[app.Id] = seen;
            }

            if (seen.NextLook < next)
                next = seen.NextLook;
        }

        lock (_gate)
            _timer?.Change(next > now ? next - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private Seen Look(AppState app, AppModel model, SleepPolicy policy, Seen? before, DateTimeOffset now)
    {
        var traffic = _traffic!.Snapshot(app.Id);
        var requests = traffic?.Requests ?? 0;
        var active = before is null || traffic?.InFlight > 0 || requests != before.Requests || traffic?.From != before.From || _oneOffs.AnyInside(app.Id);
        var lastActive = !active ? before!.LastActive : before is null && model.Sleep.Phase == SleepPhase.Frozen ? model.Sleep.Since : now;
        if (SleepRules.Decide(policy, model.Sleep.Phase, now - lastActive, _sleeper.CanFreeze) is { } target)
            app.Mailbox.Post(() => _sleeper.ParkAsync(app, model.Sleep, target));
        return new Seen(requests, traffic?.From, lastActive, now + SleepRules.NextLook(policy));
    }

    private sealed record Seen(long Requests, DateTimeOffset? From, DateTimeOffset LastActive, DateTimeOffset NextLook);
}
