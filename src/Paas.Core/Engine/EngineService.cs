using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Builds;
using Paas.Certificates;
using Paas.Dynos;
using Paas.Formations;
using Paas.Releases;
using Paas.Routing;
using Paas.Schedules;
using Paas.Sleeping;
using Paas.Slugs;

namespace Paas.Engine;

/// <summary>
/// Starts and stops the engine with its host: loads the apps, decides what a crash left undecided, brings the formations
/// up; at the end it ends builds and dynos, but for those that outlive the
/// host. A document that cannot be read keeps its app away and harms no other.
/// </summary>
internal sealed partial class EngineService(
    IStateStore store, AppDirectory directory, AppFactory factory, AppCommits commits, DynoEvents events, DynoAdoption adoption,
    Reconciler reconciler, ReleaseLedger ledger, RoutePublisher routes, BuildRuns builds, BuildWorkspace workspace, SlugGarbage garbage, EngineActivity activity, OneOffs oneOffs, Sleeper sleeper,
    IOptions<EngineOptions> options, TimeProvider time, ILogger<EngineService> logger) : IHostedService, IDisposable
{
    private ITimer? _resync;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            workspace.Sweep();
            events.Start();
            await LoadAsync(cancellationToken);
            await adoption.RunAsync(cancellationToken);
            await Task.WhenAll(directory.All.Select(BeginAsync));
            await routes.StartAsync();
        }
        catch (Exception e)
        {
            directory.SetReady(e);
            throw;
        }

        directory.SetReady();
        activity.Run(garbage.SweepAsync);
        _resync = time.CreateTimer(static engine => ((EngineService)engine!).ReconcileAll(), this, options.Value.ResyncInterval, options.Value.ResyncInterval);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_resync is not null)
            await _resync.DisposeAsync();
        directory.SetStopping();
        builds.CancelAll();
        AppState[] apps = [.. directory.All];
        foreach (var app in apps)
        {
            app.Mailbox.Post(() =>
            {
                app.Model = app.Model with { Halted = true };
                foreach (var dyno in app.Model.OneOffs.Where(dyno => !oneOffs.OutlivesHost(dyno)))
                    oneOffs.Stop(dyno.Id, options.Value.ExitTimeout);
                return reconciler.ReconcileAsync(app);
            });
        }

        try
        {
            foreach (var app in apps)
                await app.WhenAsync(model => model is { Halted: true, Build: null } && model.OneOffs.All(oneOffs.OutlivesHost) && (events.DynosOutliveHost || !model.Dynos.Any(static dyno => dyno.IsAlive)), cancellationToken);
            await builds.WhenRemovedAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Log.StopTimedOut(logger);
        }

        await events.StopAsync();
    }

    public void Dispose()
    {
        _resync?.Dispose();
        foreach (var app in directory.All)
            app.Dispose();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var documents = await store.ListAsync(Keys.Apps, cancellationToken);

        // In ordinal order an app's document comes first and those below it follow.
        for (var i = 0; i < documents.Count;)
        {
            var end = i + 1;
            while (end < documents.Count && documents[end].Key.StartsWith(documents[i].Key + "/", StringComparison.Ordinal))
                end++;
            try
            {
                directory.Add(await LoadAsync(documents[i], documents.Skip(i + 1).Take(end - i - 1)));
            }
            catch (Exception e) when (e is not OperationCanceledException) // whatever is wrong with one app, the others start
            {
                Log.NotLoaded(logger, documents[i].Key, e);
            }

            i = end;
        }

        Log.Loaded(logger, directory.All.Count(), time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Builds and releases that were under way when the host died failed; what ran before them runs on.</summary>
    private async Task<AppState> LoadAsync(StateDocument appDocument, IEnumerable<StateDocument> below)
    {
        var document = EngineJson.Read(appDocument, EngineJson.Default.AppDocument);
        var repairs = new List<StateChange>();
        var sleep = SleepState.Awake;
        var schedules = ImmutableArray.CreateBuilder<ScheduleEntry>();
        var certificates = ImmutableArray.CreateBuilder<CertificateEntry>();
        ReleaseDocument? current = null;
        foreach (var part in below)
        {
            if (part.Key.Contains("/release/", StringComparison.Ordinal))
            {
                var release = EngineJson.Read(part, EngineJson.Default.ReleaseDocument);
                if (release.Release.Status == ReleaseStatus.Pending)
                    repairs.Add(new StateChange(part.Key, EngineJson.Write(Interrupted(release, document), EngineJson.Default.ReleaseDocument), part.Version));
                else if (release.Release.Version == document.CurrentVersion)
                    current = release;
            }
            else if (part.Key.Contains("/schedule/", StringComparison.Ordinal))
            {
                schedules.Add(ScheduleChanges.Read(part, time.GetUtcNow()));
            }
            else if (part.Key.Contains("/certificate/", StringComparison.Ordinal))
            {
                certificates.Add(CertificateEntry.Of(EngineJson.Read(part, EngineJson.Default.CertificateDocument), part.Version));
            }
            else if (part.Key.EndsWith("/sleep", StringComparison.Ordinal))
            {
                var stored = EngineJson.Read(part, EngineJson.Default.SleepDocument);
                sleep = new SleepState(stored.Frozen ? SleepPhase.Frozen : SleepPhase.Asleep) { Since = stored.Since, IsStored = true };
            }
            else if (EngineJson.Read(part, EngineJson.Default.Build) is { Status: BuildStatus.Pending } build)
            {
                repairs.Add(new StateChange(part.Key, EngineJson.Write(Interrupted(build), EngineJson.Default.Build), part.Version));
            }
        }

        if (current is null)
            throw new PaasException(PaasErrors.Unavailable, FormattableString.Invariant($"Release v{document.CurrentVersion}, which app {document.App.Name} runs, is missing. Restore the state from a backup."));
        if (repairs.Count > 0)
            await commits.CommitAsync(repairs);
        return factory.Load(document, appDocument.Version, current, schedules.ToImmutable(), certificates.ToImmutable(), sleep);
    }

    private ReleaseDocument Interrupted(ReleaseDocument release, AppDocument document) => release with
    {
        Release = release.Release with
        {
            Status = ReleaseStatus.Failed,
            Reason = FormattableString.Invariant($"The platform stopped while the release command ran; v{document.CurrentVersion} keeps running. Deploy again to retry."),
            UpdatedAt = time.GetUtcNow(),
        },
    };

    private Build Interrupted(Build build) => build with
    {
        Status = BuildStatus.Failed,
        Reason = "The platform stopped during the build. Push again.",
        UpdatedAt = time.GetUtcNow(),
    };

    private Task<bool> BeginAsync(AppState app) =>
        app.Mailbox.InvokeAsync(async () =>
        {
            await sleeper.RestoreAsync(app);
            await reconciler.ReconcileAsync(app);
            return true;
        }, CancellationToken.None);

    private void ReconcileAll()
    {
        foreach (var app in directory.All)
        {
            // An app that nothing was deployed to has nothing to converge but its routes.
            if (app is { Route: not null, Model: { Current.Release.Slug: null, Pending.IsEmpty: true, Unrecorded.IsEmpty: true } })
                continue;
            app.Mailbox.Post(() => ledger.RetryDecisionAsync(app));
            app.Mailbox.Post(() => builds.RetryRecordsAsync(app));
            app.Mailbox.Post(() => reconciler.ReconcileAsync(app));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Loaded {Count} apps in {Milliseconds:0} ms.")]
        public static partial void Loaded(ILogger logger, int count, double milliseconds);

        [LoggerMessage(2, LogLevel.Error, "The app at '{Key}' is left out because its state cannot be read. All others run.")]
        public static partial void NotLoaded(ILogger logger, string key, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "The host stopped before all dynos had ended; the next start ends what is left.")]
        public static partial void StopTimedOut(ILogger logger);
    }
}
