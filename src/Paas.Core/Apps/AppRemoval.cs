using Microsoft.Extensions.Logging;
using Paas.Builds;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;

namespace Paas.Apps;

/// <summary>Destroys apps: the facts in one commit, then what they left behind.</summary>
internal sealed partial class AppRemoval(
    AppDirectory directory, IStateStore store, ISlugStore slugs, BuildRuns builds, BuildWorkspace workspace, Transcripts transcripts,
    LogHub logs, OneOffs oneOffs, Reconciler reconciler, EngineActivity activity, ILogger<AppRemoval> logger)
{
    /// <summary>Called inside the app's mailbox.</summary>
    public async ValueTask DestroyAsync(AppState app)
    {
        var model = app.Model;
        var documents = await store.ListAsync(Keys.App(app.Id), CancellationToken.None);
        List<StateChange> changes =
        [
            .. documents.Select(static document => new StateChange(document.Key, null, document.Version)),
            new StateChange(Keys.Name(model.App.Name), null),
            .. model.Document.Domains.Keys.Select(static hostname => new StateChange(Keys.Domain(hostname), null)),
        ];
        _ = await store.CommitAsync(changes, CancellationToken.None)
            ?? throw new PaasException(PaasErrors.Conflict, $"App {model.App.Name} changed while it was destroyed. Try again.");

        directory.Remove(app);
        app.Model = app.Model with { Destroyed = true };
        if (model.Build is { } build)
            builds.Cancel(build.Id);
        foreach (var dyno in model.OneOffs)
            oneOffs.Stop(dyno.Id, TimeSpan.FromSeconds(5));
        await reconciler.ReconcileAsync(app);

        var digests = documents.Where(static document => document.Key.Contains("/release/", StringComparison.Ordinal)).Select(DigestOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        activity.Run(() => CleanUpAsync(app.Id, digests));
    }

    private async Task CleanUpAsync(Guid app, HashSet<string> digests)
    {
        try
        {
            logs.Remove(app);
            transcripts.Remove(app);
            workspace.RemoveCache(app);

            foreach (var document in await store.ListAsync(Keys.Apps, CancellationToken.None))
            {
                if (document.Key.Contains("/release/", StringComparison.Ordinal) && DigestOf(document) is { } used)
                    digests.Remove(used);
            }

            foreach (var digest in digests)
            {
                // A build that has not ended may be about to release one of these slugs: then they stay.
                if (directory.All.Any(static other => other.Model.Build is not null))
                    return;
                await slugs.DeleteAsync(digest, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Log.NotCleaned(logger, app, e);
        }
    }

    private static string? DigestOf(StateDocument document) =>
        EngineJson.Read(document, EngineJson.Default.ReleaseDocument).Release.Slug?.Digest;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Not everything that the destroyed app {App} left behind could be removed.")]
        public static partial void NotCleaned(ILogger logger, Guid app, Exception exception);
    }
}
