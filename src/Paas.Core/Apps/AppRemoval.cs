using Microsoft.Extensions.Logging;
using Paas.Builds;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Slugs;

namespace Paas.Apps;

/// <summary>Destroys apps: the facts in one commit, then what they left behind.</summary>
internal sealed partial class AppRemoval(
    AppDirectory directory, IStateStore store, SlugGarbage garbage, BuildRuns builds, BuildWorkspace workspace, Transcripts transcripts,
    LogHub logs, OneOffs oneOffs, Reconciler reconciler, EngineActivity activity, ILogger<AppRemoval> logger)
{
    /// <summary>Called inside the app's mailbox.</summary>
    public async ValueTask DestroyAsync(AppState app)
    {
        var model = app.Model;
        var documents = await store.ListAsync(Keys.App(app.Id), CancellationToken.None);
        var slugs = documents.Where(static document => document.Key.Contains("/release/", StringComparison.Ordinal)).SelectMany(SlugGarbage.ObjectsOf).ToHashSet(StringComparer.Ordinal);
        List<StateChange> changes =
        [
            .. slugs.Select(SlugGarbage.Suspect),
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

        activity.Run(() => CleanUpAsync(app.Id));
    }

    private async Task CleanUpAsync(Guid app)
    {
        try
        {
            logs.Remove(app);
            transcripts.Remove(app);
            workspace.RemoveCache(app);
            await garbage.SweepAsync();
        }
        catch (Exception e)
        {
            Log.NotCleaned(logger, app, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Not everything that the destroyed app {App} left behind could be removed.")]
        public static partial void NotCleaned(ILogger logger, Guid app, Exception exception);
    }
}
