using System.Runtime.CompilerServices;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Builds;

internal sealed class PlatformBuilds(EngineServices engine, string actor) : IBuilds
{
    public Task<Build> CreateAsync(string app, BuildSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return engine.InvokeAsync(app, state => engine.Builds.StartAsync(state, actor, source), cancellationToken);
    }

    public async Task<Build> GetAsync(string app, Guid build, CancellationToken cancellationToken) =>
        await ReadAsync(await engine.Apps.FindAsync(app, cancellationToken), build, cancellationToken);

    public async Task<IReadOnlyList<Build>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        var documents = await engine.Store.ListAsync(Keys.Builds(state.Id), cancellationToken);
        return [.. documents.Select(document => Show(state, document)).OrderByDescending(static build => build.CreatedAt)];
    }

    public async IAsyncEnumerable<string> OutputAsync(string app, Guid build, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        await ReadAsync(state, build, cancellationToken);
        await foreach (var line in engine.Transcripts.ReadAsync(state.Id, BuildRuns.TranscriptKey(build), cancellationToken))
            yield return line;
    }

    public async Task<Build> WaitAsync(string app, Guid build, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        await state.WhenAsync(model => model.Build?.Id != build || model.Destroyed, cancellationToken);
        return await ReadAsync(state, build, cancellationToken);
    }

    public async Task CancelAsync(string app, Guid build, CancellationToken cancellationToken)
    {
        var state = await engine.Apps.FindAsync(app, cancellationToken);
        if (state.Model.Build?.Id == build)
            engine.Builds.Cancel(build);
        else
            await ReadAsync(state, build, cancellationToken);
    }

    public Task ClearCacheAsync(string app, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, state =>
        {
            if (state.Model.Build is not null)
                throw new PaasException(PaasErrors.Conflict, $"A build of {state.Model.App.Name} runs and uses its cache. Wait until it has ended, or cancel it.");
            engine.Workspace.RemoveCache(state.Id);
            engine.EngineLog.Api(state.Id, "Purge build cache", actor);
            return ValueTask.FromResult(true);
        }, cancellationToken);

    private async Task<Build> ReadAsync(AppState state, Guid build, CancellationToken cancellationToken)
    {
        var document = await engine.Store.GetAsync(Keys.Build(state.Id, build), cancellationToken)
            ?? throw new PaasException(PaasErrors.NotFound, $"App {state.Model.App.Name} has no build {build}.");
        return Show(state, document);
    }

    /// <summary>What is known of a build is newer than what is stored when the disk was full at its end.</summary>
    private static Build Show(AppState state, StateDocument document)
    {
        var build = EngineJson.Read(document, EngineJson.Default.Build);
        return state.Model.Unrecorded.FirstOrDefault(ended => ended.Id == build.Id) ?? build;
    }
}
