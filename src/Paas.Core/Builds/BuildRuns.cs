using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Config;
using Paas.Dynos;
using Paas.Engine;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Builds;

/// <summary>Runs builds: one at a time per app, a bounded number at a time in all; a good one is released.</summary>
internal sealed partial class BuildRuns(
    SlugBuilder builder, BuildWorkspace workspace, AppCommits commits, ReleaseLedger ledger, Transcripts transcripts, EngineLog log,
    IHttpRouter router, EngineActivity activity, IOptions<EngineOptions> options, IOptions<PaasOptions> paasOptions, TimeProvider time,
    ILogger<BuildRuns> logger) : IDisposable
{
    private readonly EngineOptions _options = options.Value;
    private readonly SemaphoreSlim _places = new(options.Value.MaxConcurrentBuilds);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();
    private readonly EngineActivity _removals = new();
    private volatile bool _stopping;

    public static string TranscriptKey(Guid build) => $"build-{build}";

    /// <summary>Starts a build; called inside the app's mailbox.</summary>
    public async ValueTask<Build> StartAsync(AppState app, string actor, BuildSource source)
    {
        if (app.Model.Build is { } running)
            throw new PaasException(PaasErrors.Conflict, $"App {app.Model.App.Name} is being built already (started {running.CreatedAt:HH:mm:ss} UTC by {running.Actor}). Wait until that build ends, or cancel it.");
        if (_stopping)
            throw new PaasException(PaasErrors.Unavailable, "The platform is stopping. Push again when it is back.");

        var now = time.GetUtcNow();
        var build = new Build { Id = Guid.NewGuid(), Status = BuildStatus.Pending, Version = source.Version, Actor = actor, CreatedAt = now, UpdatedAt = now };
        await commits.CommitAsync(Write(app.Id, build));
        app.Model = app.Model with { Build = build };
        log.Api(app.Id, "Build started", actor);

        var model = app.Model;
        var transcript = transcripts.Open(app.Id, TranscriptKey(build.Id));
        var cancellation = new CancellationTokenSource();
        _running[build.Id] = cancellation;
        if (_stopping)
            Cancel(build.Id); // it came while the others were ended
        activity.Run(() => RunAsync(app, model, build, source, transcript, cancellation));
        return build;
    }

    /// <summary>Ends a build; false when it does not run, or is being released already.</summary>
    public bool Cancel(Guid build)
    {
        if (!_running.TryRemove(build, out var cancellation))
            return false;
        cancellation.Cancel();
        return true;
    }

    /// <summary>Ends all builds, because the host stops.</summary>
    public void CancelAll()
    {
        _stopping = true;
        foreach (var build in _running.Keys)
            Cancel(build);
    }

    /// <summary>Stores the ends of builds that could not be stored when they ended; called inside the mailbox.</summary>
    public async ValueTask RetryRecordsAsync(AppState app)
    {
        foreach (var build in app.Model.Destroyed ? [] : app.Model.Unrecorded)
            await TryCommitAsync(app, build);
    }

    /// <summary>Completes when no ended build's files are being removed.</summary>
    public Task WhenRemovedAsync() => _removals.WhenIdleAsync();

    public void Dispose() => _places.Dispose();

    private async Task RunAsync(AppState app, AppModel model, Build build, BuildSource source, Transcript transcript, CancellationTokenSource cancellation)
    {
        var output = new TranscriptOutput(transcript);
        BuildOutcome outcome;
        try
        {
            outcome = await InPlaceAsync(model, build, source, output, cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            outcome = Fail(output, _stopping ? "The build was ended because the platform stops. Push again when it is back." : "The build was cancelled.");
        }
        catch (OperationCanceledException)
        {
            outcome = Fail(output, FormattableString.Invariant($"Build timed out: it did not end within {_options.BuildTimeout.TotalMinutes:0.##} minutes."));
        }
        catch (PaasException e)
        {
            outcome = Fail(output, e.Message);
        }
        catch (Exception e)
        {
            Log.Failed(logger, build.Id, model.App.Name, e);
            outcome = Fail(output, e is IOException ? $"The platform could not build: {e.Message}" : $"The platform failed while it built ({e.GetType().Name}: {e.Message}). This is not your app's fault; the platform's log has the details.");
        }

        var failed = outcome.Slug is null;
        if (failed)
            Remove(build.Id, () => workspace.Remove(build.Id));

        // From here on the build cannot be cancelled: what the mailbox commits is the truth.
        var cancelled = !_running.TryRemove(build.Id, out _);
        if (cancelled && outcome.Failure is null)
            outcome = Fail(output, "The build was cancelled.") with { Hold = outcome.Hold };
        _removals.Begin();
        app.Mailbox.Post(() => EndAsync(app, build, source, outcome, transcript, output));

        // Nobody waits for the release longer because thousands of files are removed.
        if (!failed)
            Remove(build.Id, () => workspace.Remove(build.Id));
        _removals.End();
    }

    /// <summary>Builds once there is a place; the time spent waiting for one is not the build's.</summary>
    private async Task<BuildOutcome> InPlaceAsync(AppModel model, Build build, BuildSource source, TranscriptOutput output, CancellationToken cancellationToken)
    {
        var place = _places.WaitAsync(cancellationToken);
        if (!place.IsCompleted)
            output.Step("Waiting for other builds to end");
        await place;
        try
        {
            using var timeout = new CancellationTokenSource(_options.BuildTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            return await builder.BuildAsync(model, build, source, output, either.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    private async ValueTask EndAsync(AppState app, Build build, BuildSource source, BuildOutcome outcome, Transcript transcript, TranscriptOutput output)
    {
        build = build with { Buildpacks = outcome.Runs };
        if (outcome.Slug is not null && !app.Model.Destroyed)
        {
            try
            {
                build = await LaunchAsync(app, build, source, outcome, output);
            }
            catch (Exception e)
            {
                if (e is not PaasException)
                    Log.Failed(logger, build.Id, app.Model.App.Name, e);
                outcome = Fail(output, $"The build succeeded but could not be released: {e.Message}") with { Hold = outcome.Hold };
            }
        }

        if (outcome.Failure is not null && !app.Model.Destroyed)
        {
            build = build with { Status = BuildStatus.Failed, Reason = outcome.Failure, UpdatedAt = time.GetUtcNow() };
            log.Api(app.Id, "Build failed -- check your build output");
            await TryCommitAsync(app, build);
        }

        // Completed before the model says so: a reader who sees the build ended finds the whole transcript.
        if (outcome.Hold is { } hold)
            activity.Run(build.Release is null ? hold.AbandonAsync : hold.ReleaseAsync);
        transcripts.Close(app.Id, TranscriptKey(build.Id), transcript, keep: !app.Model.Destroyed);
        app.Model = app.Model with { Build = null };
        if (app.Model.Destroyed)
            Remove(build.Id, () => workspace.RemoveCache(app.Id)); // it was in use when the app's other things were removed
    }

    private async ValueTask<Build> LaunchAsync(AppState app, Build build, BuildSource source, BuildOutcome outcome, TranscriptOutput output)
    {
        output.Step("Launching...");
        log.Api(app.Id, "Build succeeded");
        var isFirst = app.Model.Current?.Release.Slug is null;
        var addons = outcome.Runs.SelectMany(static run => run.Addons).Distinct(StringComparer.Ordinal).ToList();
        if (isFirst && addons.Count > 0)
            output.Detail($"The buildpack asks for add-ons, which are not provisioned by the build: {string.Join(", ", addons)}");
        Build Ended(int version) => build with { Status = BuildStatus.Succeeded, Release = version, UpdatedAt = time.GetUtcNow() };
        var release = await ledger.AppendAsync(app, build.Actor, new ReleaseChange(ReleaseWording.Deploy(source.Version))
        {
            Slug = outcome.Slug,
            Config = isFirst && !outcome.ConfigVars.IsEmpty ? FirstConfig(app.Model.Config, outcome.ConfigVars) : null,
            Buildpacks = app.Model.App.Buildpacks.IsEmpty ? outcome.Buildpacks : null,
            Further = version => Write(app.Id, Ended(version)),
        });

        if (release.Status == ReleaseStatus.Pending)
            output.Alert("Release command declared: this new release will not be available until the command succeeds.");
        output.Detail(FormattableString.Invariant($"Released v{release.Version}"));
        output.Detail($"{AppUrls.Web(app.Model.App.Name, paasOptions.Value.BaseDomain, router.Address)} deployed to Heroku");
        return Ended(release.Version);
    }

    /// <summary>What the developer has set wins over what buildpacks set.</summary>
    private static ImmutableSortedDictionary<string, string> FirstConfig(ImmutableSortedDictionary<string, string> config, ImmutableSortedDictionary<string, string> offered) =>
        ConfigRules.Merge(config, offered.Where(pair => !config.ContainsKey(pair.Key)).ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value, StringComparer.Ordinal));

    private async ValueTask TryCommitAsync(AppState app, Build build)
    {
        try
        {
            await commits.CommitAsync(Write(app.Id, build));
        }
        catch (Exception e)
        {
            Log.NotRecorded(logger, build.Id, app.Model.App.Name, e);
            if (!app.Model.Unrecorded.Any(other => other.Id == build.Id))
                app.Model = app.Model with { Unrecorded = app.Model.Unrecorded.Add(build) };
            return;
        }

        app.Model = app.Model with { Unrecorded = app.Model.Unrecorded.RemoveAll(other => other.Id == build.Id) };
    }

    private void Remove(Guid build, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(logger, build, e);
        }
    }

    private static BuildOutcome Fail(TranscriptOutput output, string reason)
    {
        output.Line("");
        output.Alert(reason);
        return BuildOutcome.Failed(reason);
    }

    private static StateChange Write(Guid app, Build build) => new(Keys.Build(app, build.Id), EngineJson.Write(build, EngineJson.Default.Build));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Build {Build} of app {App} failed in the platform.")]
        public static partial void Failed(ILogger logger, Guid build, string app, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "A directory of build {Build} could not be removed.")]
        public static partial void NotRemoved(ILogger logger, Guid build, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "The end of build {Build} of app {App} could not be recorded; that is tried again.")]
        public static partial void NotRecorded(ILogger logger, Guid build, string app, Exception exception);
    }
}
