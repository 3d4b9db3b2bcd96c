using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Builds;
using Paas.Certificates;
using Paas.Dynos;
using Paas.Formations;
using Paas.Images;
using Paas.Logs;
using Paas.Releases;
using Paas.Schedules;
using Paas.Sleeping;
using Paas.Slugs;

namespace Paas.Engine;

/// <summary>What the facade works with; one per platform.</summary>
internal sealed record EngineServices(
    AppDirectory Apps, AppFactory Factory, AppRemoval Removal, AppCommits Commits, IStateStore Store, ISlugStore Slugs, ReleaseLedger Ledger, Reconciler Reconciler,
    BuildRuns Builds, BuildWorkspace Workspace, BuildpackSelection Buildpacks, ImageSlugs Images, DirectSlugs DirectSlugs, OneOffs OneOffs, Transcripts Transcripts, LogHub Logs, EngineLog EngineLog, DynoEvents DynoEvents, DynoSizes Sizes, Scheduler Scheduler, Sleeper Sleeper, CertificateChanges Certificates, AutomaticCertificates AutomaticCertificates,
    EngineActivity Activity, IHttpRouter Router, IOptions<PaasOptions> Options, IOptions<EngineOptions> EngineOptions, TimeProvider Time)
{
    /// <summary>Runs a command in an app's mailbox. An app that was destroyed meanwhile is not found; when the host stops nothing is changed any more.</summary>
    public async Task<T> InvokeAsync<T>(string app, Func<AppState, ValueTask<T>> command, CancellationToken cancellationToken)
    {
        var state = await Apps.FindAsync(app, cancellationToken);
        return await state.Mailbox.InvokeAsync(
            () => state.Model switch
            {
                { Destroyed: true } => throw AppDirectory.NotFound(app),
                { Halted: true } => throw AppDirectory.Stopping(),
                _ => command(state),
            },
            cancellationToken);
    }
}
