using Paas.Apps;
using Paas.Engine;
using Paas.Logs;
using Paas.Routing;

namespace Paas.Domains;

internal sealed class PlatformDomains(EngineServices engine, string actor) : IDomains
{
    private const int MaxDomains = 1_000;

    public async Task<IReadOnlyList<Domain>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = (await engine.Apps.FindAsync(app, cancellationToken)).Model;
        return
        [
            new Domain(AppRoutes.DefaultHost(model.App.Name, engine.Options.Value.BaseDomain), IsDefault: true, model.App.CreatedAt),
            .. model.Document.Domains.Select(static pair => new Domain(pair.Key, IsDefault: false, pair.Value)),
        ];
    }

    public Task<Domain> AddAsync(string app, string hostname, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        var name = Hostname.Parse(hostname, engine.Options.Value.BaseDomain);
        return engine.InvokeAsync(app, async state =>
        {
            var domains = state.Model.Document.Domains;
            if (domains.ContainsKey(name))
                throw new PaasException(PaasErrors.InvalidParams, $"{name} is already a domain of {state.Model.App.Name}.");
            if (domains.Count >= MaxDomains)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has {MaxDomains} domains already; no more are allowed.");
            if (await engine.Store.GetAsync(Keys.Domain(name), CancellationToken.None) is not null)
                throw new PaasException(PaasErrors.InvalidParams, $"{name} is the domain of another app. Remove it there first.");

            var now = engine.Time.GetUtcNow();
            await engine.Commits.CommitAsync(state, state.Model.Document with { Domains = domains.Add(name, now) },
                new StateChange(Keys.Domain(name), EngineJson.Write(state.Id, EngineJson.Default.Guid), 0));
            engine.EngineLog.Api(state.Id, $"Add domain {name}", actor);
            await engine.Reconciler.ReconcileAsync(state);
            return new Domain(name, IsDefault: false, now);
        }, cancellationToken);
    }

    public Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        var name = hostname.Trim().TrimEnd('.').ToLowerInvariant();
        return engine.InvokeAsync(app, async state =>
        {
            var domains = state.Model.Document.Domains;
            if (!domains.ContainsKey(name))
                throw new PaasException(PaasErrors.NotFound, $"Couldn't find that domain '{(name.Length > 80 ? name[..80] + "..." : name)}'.");

            await engine.Commits.CommitAsync(state, state.Model.Document with { Domains = domains.Remove(name) }, new StateChange(Keys.Domain(name), null));
            engine.EngineLog.Api(state.Id, $"Remove domain {name}", actor);
            await engine.Reconciler.ReconcileAsync(state);
            return true;
        }, cancellationToken);
    }
}
