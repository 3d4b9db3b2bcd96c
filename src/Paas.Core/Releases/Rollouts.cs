using System.Globalization;
using Microsoft.Extensions.Logging;
using Paas.Apps;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Releases;

/// <summary>
/// Compares what the router saw of an app before and after its dynos took over a release, and writes it into the release:
/// how long it took, and how many requests were lost. Called inside the app's mailbox.
/// </summary>
internal sealed partial class Rollouts(AppCommits commits, EngineLog log, TimeProvider time, ILogger<Rollouts> logger, IHttpTraffic? traffic = null)
{
    /// <summary>The current release has just become so.</summary>
    public void Begin(AppState app)
    {
        var wanted = app.Model.Desired();
        app.Model = app.Model with
        {
            Rollout = wanted.Processes.IsEmpty ? null : new RolloutProgress(wanted.Release, time.GetUtcNow(), traffic?.Snapshot(app.Id)),
        };
    }

    /// <summary>Another release is about to become current.</summary>
    public ValueTask OvertakeAsync(AppState app) =>
        app.Model.Rollout is { } rollout ? EndAsync(app, rollout, completed: false) : ValueTask.CompletedTask;

    /// <summary>Ends the rollout once every place has a dyno of the release and nothing older is left.</summary>
    public ValueTask AdvanceAsync(AppState app) =>
        app.Model is { IsEnding: false, Rollout: { } rollout } && FormationRules.IsRolledOut(app.Model.Desired(), app.Model.Dynos)
            ? EndAsync(app, rollout, completed: true)
            : ValueTask.CompletedTask;

    private async ValueTask EndAsync(AppState app, RolloutProgress progress, bool completed)
    {
        if (app.Model.Current is not { } current || current.Release.Version != progress.Version)
            return;

        var now = time.GetUtcNow();
        var dynos = app.Model.Desired().Processes.Sum(static process => process.Quantity);
        var (requests, lost) = Count(progress.Before, traffic?.Snapshot(app.Id));
        var document = current with { Release = current.Release with { Rollout = new Rollout(progress.StartedAt, completed ? now : null, requests, lost, dynos) } };
        try
        {
            await commits.CommitAsync(app, document);
        }
        catch (Exception e)
        {
            // A full disk, say. It stops no rollout; the next reconciliation writes it.
            Log.NotRecorded(logger, progress.Version, app.Model.App.Name, e);
            return;
        }

        app.Model = app.Model with { Current = document, Rollout = null };
        log.Api(app.Id, string.Create(CultureInfo.InvariantCulture,
            $"Rollout of v{progress.Version} {(completed ? "completed in" : "was overtaken after")} {(now - progress.StartedAt).TotalSeconds:0.0}s: {dynos} {(dynos == 1 ? "dyno" : "dynos")}, {requests:#,0} requests, lost={lost}"));
    }

    private static (long Requests, long Lost) Count(AppTraffic? before, AppTraffic? after)
    {
        if (after is null)
            return (0, 0);
        var interval = before is null ? after : after.Since(before);
        return (interval.Requests, interval.Failures);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The rollout of v{Version} of app {App} could not be recorded.")]
        public static partial void NotRecorded(ILogger logger, int version, string app, Exception exception);
    }
}
