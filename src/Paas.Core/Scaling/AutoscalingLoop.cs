using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Formations;
using Paas.Logs;
using Paas.Sleeping;

namespace Paas.Scaling;

/// <summary>
/// Looks at the process types that scale by themselves, a timer for all of them, and commits what <see cref="Autoscaler"/>
/// decides as <c>ps:scale</c> would. What it has seen is not stored: after a restart it begins with its cool-downs.
/// </summary>
internal sealed partial class AutoscalingLoop(
    AppDirectory directory, AppCommits commits, Reconciler reconciler, DynoSizes sizes, EngineLog log,
    IOptions<EngineOptions> engineOptions, TimeProvider time, ILogger<AutoscalingLoop> logger, IHttpTraffic? traffic = null) : IHostedService, IDisposable
{
    private const string Actor = "autoscaler";

    private readonly EngineOptions _options = engineOptions.Value;
    private readonly long _begin = time.GetTimestamp();
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static loop => ((AutoscalingLoop)loop!).Look(), this, _options.AutoscalingInterval, _options.AutoscalingInterval);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        foreach (var app in directory.All)
        {
            if (!app.Scaling.IsEmpty || app.Model.Document.Formation.Values.Any(static entry => entry.Autoscaling is not null))
                app.Mailbox.Post(() => LookAsync(app));
        }
    }

    private async ValueTask LookAsync(AppState app)
    {
        if (app.Model.IsEnding || app.Model.Current is not { Release: { Slug: not null } release })
            return;

        if (app.Model.Sleep.Phase != SleepPhase.Awake)
        {
            // Woken, it begins anew.
            app.Scaling.Clear();
            return;
        }

        foreach (var type in app.Scaling.Keys.Where(type => app.Model.Document.Formation.GetValueOrDefault(type)?.Autoscaling is null))
            app.Scaling.TryRemove(type, out _);
        foreach (var (type, entry) in app.Model.Document.Formation)
        {
            if (entry.Autoscaling is { } policy)
                await LookAsync(app, type, entry, policy, release.Version);
        }
    }

    private async ValueTask LookAsync(AppState app, string type, FormationEntry entry, Autoscaling policy, int release)
    {
        var now = time.GetElapsedTime(_begin);
        var scaling = app.Scaling.GetOrAdd(type, _ => new ProcessScaling { State = AutoscalerState.Begin(entry.Quantity, now), Release = release });
        if (scaling.Release != release)
        {
            // A new release may be slower or faster.
            scaling.State = scaling.State with { Capacity = null, Proven = 0 };
            scaling.Release = release;
        }

        scaling.History = scaling.History.Add(Sample(app, type, entry, now), _options.AutoscalingWindow);
        var decision = Autoscaler.Decide(policy, scaling.State, scaling.History.Observe(2 * _options.AutoscalingInterval), entry.Quantity, now);
        if (decision.Quantity != entry.Quantity)
            await ScaleAsync(app, type, entry, decision);
        else if (decision.Reason is not null)
            log.Api(app.Id, FormattableString.Invariant($"Autoscaling {type} is at its maximum of {policy.Max} dynos: {decision.Reason}"));
        scaling.State = decision.State;
    }

    private ScalingSample Sample(AppState app, string type, FormationEntry entry, TimeSpan now)
    {
        var isWeb = type == "web";
        var processors = sizes.FindStored(entry.Size).Cpus ?? 1;
        var (serving, used, measured) = (0, 0d, 0);
        foreach (var dyno in app.Model.Dynos)
        {
            if (dyno.Type != type || !(isWeb ? dyno.IsRouted : dyno.Phase == DynoPhase.Up))
                continue;
            serving++;
            if (dyno.Cpu.Processors is { } share)
                (used, measured) = (used + share, measured + 1);
        }

        return new ScalingSample(now, serving, isWeb ? traffic?.Snapshot(app.Id) : null, measured == 0 ? null : used / measured / processors);
    }

    private async ValueTask ScaleAsync(AppState app, string type, FormationEntry entry, ScalingDecision decision)
    {
        var formation = app.Model.Document.Formation.SetItem(type, entry with { Quantity = decision.Quantity });
        await commits.CommitAsync(app, app.Model.Document with { Formation = formation });
        Log.Scaled(logger, app.Model.App.Name, type, entry.Quantity, decision.Quantity);
        log.Api(app.Id, FormattableString.Invariant($"Autoscaling {type} from {entry.Quantity} to {decision.Quantity}: {decision.Reason}"));
        log.Api(app.Id, FormationRules.Describe(formation, sizes), Actor);
        await reconciler.ReconcileAsync(app);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "App {App}: {Type} scaled from {Before} to {After} dynos.")]
        public static partial void Scaled(ILogger logger, string app, string type, int before, int after);
    }
}
