using System.Collections.Immutable;
using Paas.Access.Sharing;
using Paas.Builds;
using Paas.Engine;
using Paas.Logs;
using Paas.Sleeping;

namespace Paas.Apps;

internal sealed class PlatformApps(EngineServices engine, string actor, Guid? owner) : IApps
{
    private const int MaxStackLength = 60;
    private static readonly TimeSpan MinBootTimeout = TimeSpan.FromSeconds(60);
    private const int MaxInFlight = 1_000;
    private static readonly TimeSpan MaxBootTimeout = TimeSpan.FromSeconds(180);

    public Task<App> CreateAsync(string? name, CancellationToken cancellationToken) => CreateAsync(name, new AppOwnership(owner), cancellationToken);

    public async Task<App> CreateAsync(string? name, AppOwnership ownership, CancellationToken cancellationToken)
    {
        await engine.Apps.WhenReadyAsync(cancellationToken);
        engine.Apps.ThrowIfStopping();
        return Show((await engine.Factory.CreateAsync(name, actor, ownership)).Model);
    }

    public async Task<App> GetAsync(string app, CancellationToken cancellationToken) =>
        Show((await engine.Apps.FindAsync(app, cancellationToken)).Model);

    public async Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken)
    {
        await engine.Apps.WhenReadyAsync(cancellationToken);
        return [.. engine.Apps.All.Select(app => Show(app.Model)).OrderBy(static app => app.Name, StringComparer.Ordinal)];
    }

    public Task<App> UpdateAsync(string app, AppUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return engine.InvokeAsync(app, async state =>
        {
            var old = state.Model.App;
            if (update.Name is { } name && name != old.Name)
                AppName.Check(name);
            if (update.Stack is { } stack && (stack.Length is 0 or > MaxStackLength || !stack.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')))
                throw new PaasException(PaasErrors.InvalidParams, $"The stack '{(stack.Length > MaxStackLength ? stack[..MaxStackLength] + "..." : stack)}' is illegal. Give one such as {old.Stack}.");
            if (update.BootTimeout is { } timeout && timeout != TimeSpan.Zero && (timeout < MinBootTimeout || timeout > MaxBootTimeout))
                throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"The boot timeout {timeout.TotalSeconds:0.###} s is illegal. Give {MinBootTimeout.TotalSeconds:0} to {MaxBootTimeout.TotalSeconds:0} s, or zero for the platform's."));
            ImmutableArray<string>? buildpacks = update.Buildpacks is { } given ? BuildpackAddress.Unmask(given, engine.Commits.OpenBuildpacks(state.Model.Document)) : null;
            if (buildpacks is not null)
                engine.Buildpacks.Check(buildpacks.Value);
            if (update.MaxInFlightPerDyno is < 0 or > MaxInFlight)
                throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"MaxInFlightPerDyno {update.MaxInFlightPerDyno} is illegal. Give 1 to {MaxInFlight}, or 0 for no cap."));
            if (update.Sleep is { } sleep)
                SleepRules.Check(sleep);

            var changed = old with
            {
                Name = update.Name ?? old.Name,
                Maintenance = update.Maintenance ?? old.Maintenance,
                Stack = update.Stack ?? old.Stack,
                BootTimeout = update.BootTimeout is { } boot ? boot == TimeSpan.Zero ? null : boot : old.BootTimeout,
                Sleep = update.Sleep == SleepPolicy.Default ? null : update.Sleep ?? old.Sleep,
                MaxInFlightPerDyno = update.MaxInFlightPerDyno ?? old.MaxInFlightPerDyno,
                Features = AppFeatures.Apply(old.Features, update.Features),
            };
            var document = state.Model.Document with { App = changed };
            await CommitAsync(state, old, buildpacks is null ? document : engine.Commits.WithBuildpacks(document, buildpacks.Value));
            if (changed.Name != old.Name)
                engine.Apps.Rename(state, old.Name);
            if (changed.Maintenance != old.Maintenance)
                engine.EngineLog.Api(state.Id, changed.Maintenance ? "Enabled maintenance mode" : "Disabled maintenance mode", actor);
            foreach (var line in AppFeatures.Describe(old.Features, changed.Features))
                engine.EngineLog.Api(state.Id, line, actor);
            if (changed.Sleep != old.Sleep)
                await engine.Sleeper.WakeAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return Show(state.Model);
        }, cancellationToken);
    }

    public Task DestroyAsync(string app, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            await engine.Removal.DestroyAsync(state);
            return true;
        }, cancellationToken);

    private async ValueTask CommitAsync(AppState state, App old, AppDocument document)
    {
        var changed = document.App;
        if (changed.Name == old.Name)
        {
            await engine.Commits.CommitAsync(state, document);
            return;
        }

        if (await engine.Store.GetAsync(Keys.Name(changed.Name), CancellationToken.None) is not null)
            throw new PaasException(PaasErrors.InvalidParams, $"Name {changed.Name} is already taken.");
        await engine.Commits.CommitAsync(state, document,
            new StateChange(Keys.Name(changed.Name), EngineJson.Write(state.Id, EngineJson.Default.Guid), 0),
            new StateChange(Keys.Name(old.Name), null));
    }

    public App Show(AppModel model) => model.App with
    {
        Features = model.App.Features.IsDefault ? [] : model.App.Features,
        Slug = model.Current?.Release.Slug,
        ReleasedAt = model.Current?.Release.CreatedAt,
        WebUrl = engine.Router.Address is { } address ? AppUrls.Web(model.App.Name, engine.Options.Value.BaseDomain, address) : null,
    };
}
