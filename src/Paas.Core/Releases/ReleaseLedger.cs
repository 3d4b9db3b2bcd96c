using System.Collections.Immutable;
using Paas.Apps;
using Paas.Dynos;
using Paas.Formations;
using Paas.Logs;
using Paas.Sleeping;

namespace Paas.Releases;

/// <summary>
/// Appends releases and decides them, inside the app's mailbox. Each step is one commit, so after a crash a release is
/// there as a whole or not at all.
/// </summary>
internal sealed class ReleaseLedger(
    AppCommits commits, ReleaseCommands commands, Rollouts rollouts, Reconciler reconciler, Sleeper sleeper, EngineLog log, TimeProvider time)
{
    /// <summary>Makes the next release. It is current at once, or pending while its release command runs.</summary>
    public async ValueTask<Release> AppendAsync(AppState app, string actor, ReleaseChange change)
    {
        var model = app.Model;
        var slug = change.Slug ?? model.Pending.LastOrDefault()?.Document.Release.Slug ?? model.Current?.Release.Slug;
        var config = change.Config ?? model.Config;
        var pending = !model.Pending.IsEmpty || slug?.ProcessTypes.ContainsKey(FormationRules.ReleaseType) == true;
        var now = time.GetUtcNow();
        var sealedConfig = change.Config is null ? model.Document.SealedConfig : commits.Seal(app.Id, config);
        var document = new ReleaseDocument(
            new Release
            {
                Id = Guid.NewGuid(),
                Version = model.Document.LastVersion + 1,
                Description = change.Description,
                Actor = actor,
                Status = pending ? ReleaseStatus.Pending : ReleaseStatus.Succeeded,
                Slug = slug,
                CreatedAt = now,
                UpdatedAt = now,
            },
            sealedConfig)
        { Config = config };

        var appDocument = model.Document with
        {
            App = change.Buildpacks is { } buildpacks ? model.App with { Buildpacks = buildpacks } : model.App,
            LastVersion = document.Release.Version,
            SealedConfig = sealedConfig,
        };
        var further = change.Further is null ? [] : new[] { change.Further(document.Release.Version) };
        await commits.CommitAsync(app, pending ? appDocument : Follow(appDocument, model.Current, document.Release), [AppCommits.Write(app, document, mustBeNew: true), .. further]);

        app.Model = app.Model with { Config = config };
        log.Api(app.Id, document.Release.Description, actor);
        log.Api(app.Id, FormattableString.Invariant($"Release v{document.Release.Version} created"), actor);
        if (pending)
        {
            app.Model = app.Model with { Pending = app.Model.Pending.Add(new PendingRelease(document, InheritsSlug: change.Slug is null)) };
            if (app.Model.Pending.Length == 1)
                RunFirstPending(app);
        }
        else
        {
            await MakeCurrentAsync(app, document);
            await reconciler.ReconcileAsync(app);
        }

        return document.Release with { Current = !pending };
    }

    /// <summary>Remembers in the current release why its dynos do not come up.</summary>
    public async ValueTask NoteBootFailureAsync(AppState app, DynoInstance dyno, string reason)
    {
        if (app.Model.IsEnding || app.Model.Current is not { } current || current.Release.Version != dyno.Release || current.Release.Reason is not null)
            return;

        var serving = app.Model.Dynos.FirstOrDefault(other => other.IsRouted && other.Release != dyno.Release);
        var consequence = serving is null ? "" : FormattableString.Invariant($" v{serving.Release} keeps serving.");
        if (serving is not null)
            log.Heroku(app.Id, dyno.Name, FormattableString.Invariant($"Release v{dyno.Release} did not come up; v{serving.Release} keeps serving"));
        await UpdateCurrentAsync(app, current, $"{dyno.Name} did not come up: {reason}{consequence}");
    }

    /// <summary>Takes the note back once everything runs.</summary>
    public async ValueTask ClearReasonAsync(AppState app)
    {
        if (!app.Model.IsEnding && app.Model.Current is { Release.Reason: not null } current && FormationRules.IsConverged(app.Model.Desired(), app.Model.Dynos))
            await UpdateCurrentAsync(app, current, null);
    }

    private async ValueTask UpdateCurrentAsync(AppState app, ReleaseDocument current, string? reason)
    {
        var document = current with { Release = current.Release with { Reason = reason, UpdatedAt = time.GetUtcNow() } };
        await commits.CommitAsync(app, document);
        app.Model = app.Model with { Current = document };
    }

    /// <summary>Records the end of a release command that could not be recorded when it ended; called inside the mailbox.</summary>
    public ValueTask RetryDecisionAsync(AppState app) =>
        app.Model.Pending is [{ Decision: { } decision }, ..] ? DecideAsync(app, decision.Failure) : ValueTask.CompletedTask;

    private void RunFirstPending(AppState app)
    {
        // The next start finds it pending and says that the platform stopped.
        if (app.Model.IsEnding)
            return;

        var pending = app.Model.Pending[0];
        if (pending.InheritsSlug && app.Model.Current?.Release.Slug is { } slug)
        {
            pending = pending with { Document = pending.Document with { Release = pending.Document.Release with { Slug = slug } } };
            app.Model = app.Model with { Pending = app.Model.Pending.SetItem(0, pending) };
        }

        commands.Start(app, pending.Document, failure => DecideAsync(app, failure));
    }

    /// <summary>Ends the first pending release: it becomes current, or it failed and the one before runs on.</summary>
    private async ValueTask DecideAsync(AppState app, string? failure)
    {
        // A command that failed because the host stops is left to the next start, which says so.
        if (app.Model.Destroyed || (app.Model.Halted && failure is not null))
            return;

        var pending = app.Model.Pending[0] with { Decision = new ReleaseDecision(failure) };
        app.Model = app.Model with { Pending = app.Model.Pending.SetItem(0, pending) };
        var document = pending.Document with
        {
            Release = pending.Document.Release with
            {
                Status = failure is null ? ReleaseStatus.Succeeded : ReleaseStatus.Failed,
                Reason = failure,
                UpdatedAt = time.GetUtcNow(),
            },
        };
        var appDocument = failure is null ? Follow(app.Model.Document, app.Model.Current, document.Release) : app.Model.Document;
        await commits.CommitAsync(app, appDocument, AppCommits.Write(app, document, mustBeNew: false));

        app.Model = app.Model with { Pending = app.Model.Pending.RemoveAt(0) };
        if (failure is null)
            await MakeCurrentAsync(app, document);
        else
            log.Api(app.Id, FormattableString.Invariant($"Release v{document.Release.Version} failed: {failure}"));
        if (!app.Model.Pending.IsEmpty)
            RunFirstPending(app);
        await reconciler.ReconcileAsync(app);
    }

    private async ValueTask MakeCurrentAsync(AppState app, ReleaseDocument document)
    {
        await rollouts.OvertakeAsync(app);
        app.Model = app.Model with { Current = document };
        await sleeper.WakeAsync(app);
        rollouts.Begin(app);
    }

    private static AppDocument Follow(AppDocument document, ReleaseDocument? before, Release release) => document with
    {
        CurrentVersion = release.Version,
        Formation = release.Slug is { } slug
            ? FormationRules.Follow(document.Formation, slug.ProcessTypes.Keys, isFirst: before?.Release.Slug is null)
            : document.Formation,
    };
}
