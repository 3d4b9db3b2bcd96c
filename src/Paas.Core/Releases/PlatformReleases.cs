using System.Runtime.CompilerServices;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Releases;

internal sealed class PlatformReleases(EngineServices engine, string actor) : IReleases
{
    private const int MaxDescriptionLength = 1_000;

    public async Task<IReadOnlyList<Release>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var documents = await engine.Store.ListAsync(Keys.Releases(state.Id), cancellationToken);
        var current = state.Model.Document.CurrentVersion;
        return [.. documents.Reverse().Select(document => Show(EngineJson.Read(document, EngineJson.Default.ReleaseDocument), current))];
    }

    public async Task<Release> GetAsync(string app, int version, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var document = await ReadAsync(engine.Store, state, version, cancellationToken);
        return Show(document, state.Model.Document.CurrentVersion);
    }

    public async Task<Release> CreateAsync(string app, ImageRelease release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        // It may take long: outside of the mailbox.
        await engine.Apps.FindAsync(app, cancellationToken);
        var slug = await engine.Images.PinAsync(release, cancellationToken);
        return await engine.InvokeAsync(
            app,
            state => engine.Ledger.AppendAsync(state, actor, new ReleaseChange(ReleaseWording.Images(slug.ProcessTypes.Keys, release.Version)) { Slug = slug }),
            cancellationToken);
    }

    public async Task<Release> CreateFromSlugAsync(string app, SlugRelease release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        CheckDescription(release.Description);
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var (slug, hold) = await engine.DirectSlugs.StoreAsync(state.Model, release, cancellationToken);
        var isReleased = false;
        try
        {
            // Not to be given up: whether there is a release decides what becomes of the slug.
            var made = await engine.InvokeAsync(
                app,
                state => engine.Ledger.AppendAsync(state, actor, new ReleaseChange(release.Description ?? ReleaseWording.Deploy(release.Commit)) { Slug = slug }),
                CancellationToken.None);
            isReleased = true;
            return made;
        }
        finally
        {
            await (isReleased ? hold.ReleaseAsync() : hold.AbandonAsync());
        }
    }

    public Task<Release> RollbackAsync(string app, int? version, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            var target = await FindTargetAsync(state, version);
            return await engine.Ledger.AppendAsync(state, actor, new ReleaseChange(ReleaseWording.Rollback(target.Release.Version))
            {
                Slug = target.Release.Slug,
                Config = engine.Commits.Open(state.Id, target.SealedConfig),
            });
        }, cancellationToken);

    public Task<Release> RetryAsync(string app, int version, string? description, CancellationToken cancellationToken)
    {
        CheckDescription(description);
        return engine.InvokeAsync(app, async state =>
        {
            var older = (await ReadAsync(engine.Store, state, version, CancellationToken.None)).Release;
            var slug = older.Slug ?? throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"Cannot retry v{version}: it has no slug, since nothing was deployed then."));
            return await engine.Ledger.AppendAsync(state, actor, new ReleaseChange(description ?? ReleaseWording.Retry(older)) { Slug = slug });
        }, cancellationToken);
    }

    public async Task<Release> WaitAsync(string app, int version, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        await state.WhenAsync(model => model.IsEnding || !model.Pending.Any(pending => pending.Document.Release.Version == version), cancellationToken);
        return Show(await ReadAsync(engine.Store, state, version, cancellationToken), state.Model.Document.CurrentVersion);
    }

    public async Task<WakeTimes> GetWakeTimesAsync(string app, int version, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        await ReadAsync(engine.Store, state, version, cancellationToken);
        return state.Model.Wakes.GetValueOrDefault(version) ?? WakeTimes.None;
    }

    public async IAsyncEnumerable<string> OutputAsync(string app, int version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);

        // A release that waits for an earlier one's command has no transcript yet.
        await state.WhenAsync(model => model.IsEnding || model.Pending.IsEmpty || model.Pending[0].Document.Release.Version >= version, cancellationToken);
        await ReadAsync(engine.Store, state, version, cancellationToken);
        await foreach (var line in engine.Transcripts.ReadAsync(state.Id, ReleaseCommands.TranscriptKey(version), cancellationToken))
            yield return line;
    }

    public static async Task<ReleaseDocument> ReadAsync(IStateStore store, AppState state, int version, CancellationToken cancellationToken)
    {
        var document = version > 0 ? await store.GetAsync(Keys.Release(state.Id, version), cancellationToken) : null;
        return document is null
            ? throw new PaasException(PaasErrors.NotFound, FormattableString.Invariant($"App {state.Model.App.Name} has no release v{version}; its newest is v{state.Model.Document.LastVersion}."))
            : EngineJson.Read(document, EngineJson.Default.ReleaseDocument);
    }

    private static void CheckDescription(string? description)
    {
        if (description is { Length: 0 or > MaxDescriptionLength } || description?.Any(char.IsControl) == true)
            throw new PaasException(PaasErrors.InvalidParams, $"The description must have 1 to {MaxDescriptionLength} characters, none of them a control character.");
    }

    private async ValueTask<ReleaseDocument> FindTargetAsync(AppState state, int? version)
    {
        if (version is { } wanted)
        {
            var document = await ReadAsync(engine.Store, state, wanted, CancellationToken.None);
            return document.Release switch
            {
                { Status: not ReleaseStatus.Succeeded } => throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"Cannot roll back to v{wanted}: it has not succeeded.")),
                { Slug: null } => throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"Cannot roll back to v{wanted}: it has no slug, since nothing was deployed then.")),
                _ => document,
            };
        }

        for (var candidate = state.Model.Document.CurrentVersion - 1; candidate > 0; candidate--)
        {
            var document = await ReadAsync(engine.Store, state, candidate, CancellationToken.None);
            if (document.Release is { Status: ReleaseStatus.Succeeded, Slug: not null })
                return document;
        }

        throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has no earlier release with a slug to roll back to.");
    }

    private static Release Show(ReleaseDocument document, int current) => document.Release with { Current = document.Release.Version == current };
}
