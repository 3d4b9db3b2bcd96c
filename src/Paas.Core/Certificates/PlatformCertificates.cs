using Paas.Apps;
using Paas.Engine;

namespace Paas.Certificates;

internal sealed class PlatformCertificates(EngineServices engine, PlatformApps apps, string actor) : ICertificates
{
    public async Task<IReadOnlyList<SniEndpoint>> ListAsync(string app, CancellationToken cancellationToken)
    {
        var model = (await engine.Apps.FindAsync(app, cancellationToken)).Model;
        return [.. model.Certificates.OrderBy(static entry => entry.Document.Name, StringComparer.Ordinal).Select(entry => entry.Show(model, engine.Time.GetUtcNow()))];
    }

    public Task<SniEndpoint> CreateAsync(string app, string chain, string privateKey, CancellationToken cancellationToken)
    {
        var certificate = CertificateRules.Check(chain, privateKey);
        return engine.InvokeAsync(app, async state =>
        {
            if (state.Model.Certificates.Count(static entry => !entry.Document.IsAutomatic) >= CertificateChanges.MaxByHand)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has {CertificateChanges.MaxByHand} certificates, which is the most. Remove one.");
            var entry = await engine.Certificates.AddAsync(state, certificate);
            engine.EngineLog.Api(state.Id, $"Add certificate {entry.Document.Name}", actor);
            return entry.Show(state.Model, engine.Time.GetUtcNow());
        }, cancellationToken);
    }

    public Task<SniEndpoint> UpdateAsync(string app, string endpoint, string chain, string privateKey, CancellationToken cancellationToken)
    {
        var certificate = CertificateRules.Check(chain, privateKey);
        return engine.InvokeAsync(app, async state =>
        {
            var entry = CertificateChanges.Find(state.Model, endpoint);
            if (entry.Document.IsAutomatic)
                throw Automatic(entry);
            var uncovered = entry.Show(state.Model, default).Domains.Where(name => !CertificateRules.Covers(certificate.Facts, name)).ToList();
            if (uncovered.Count > 0)
                throw CertificateChanges.NotFor(entry.Document.Name, certificate.Facts, uncovered);
            entry = await engine.Certificates.ReplaceAsync(state, entry, certificate);
            engine.EngineLog.Api(state.Id, $"Update certificate {entry.Document.Name}", actor);
            await engine.Reconciler.ReconcileAsync(state);
            return entry.Show(state.Model, engine.Time.GetUtcNow());
        }, cancellationToken);
    }

    public Task<SniEndpoint> DeleteAsync(string app, string endpoint, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            var entry = CertificateChanges.Find(state.Model, endpoint);
            if (entry.Document.IsAutomatic)
                throw Automatic(entry);
            var gone = entry.Show(state.Model, engine.Time.GetUtcNow());
            await engine.Certificates.RemoveAsync(state, state.Model.Document, [entry]);
            engine.EngineLog.Api(state.Id, $"Remove certificate {entry.Document.Name}", actor);
            await engine.AutomaticCertificates.AdvanceAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return gone;
        }, cancellationToken);

    public Task<App> SetAutomaticAsync(string app, bool enabled, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            var model = state.Model;
            if (model.App.AutomaticCertificates != enabled)
            {
                var document = model.Document with { App = model.App with { AutomaticCertificates = enabled }, Acm = model.Document.Acm.Clear() };
                await engine.Certificates.RemoveAsync(state, document, [.. model.Certificates.Where(static entry => entry.Document.IsAutomatic)]);
                engine.EngineLog.Api(state.Id, $"{(enabled ? "Enable" : "Disable")} automated certificate management", actor);
            }

            await engine.AutomaticCertificates.AdvanceAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return apps.Show(state.Model);
        }, cancellationToken);

    public Task<App> RefreshAsync(string app, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app, async state =>
        {
            if (!state.Model.App.AutomaticCertificates)
                throw new PaasException(PaasErrors.InvalidParams, $"Automated certificate management is not enabled for {state.Model.App.Name}. Enable it first.");
            var acm = state.Model.Document.Acm;
            await engine.Commits.CommitAsync(state, state.Model.Document with { Acm = acm.RemoveRange(acm.Where(static pair => pair.Value.Status is AcmStatus.Failed or AcmStatus.Failing).Select(static pair => pair.Key)) });
            await engine.AutomaticCertificates.AdvanceAsync(state);
            return apps.Show(state.Model);
        }, cancellationToken);

    private static PaasException Automatic(CertificateEntry entry) =>
        new(PaasErrors.InvalidParams, $"The certificate {entry.Document.Name} is managed by the platform. Let its host name use another one, or disable automated certificate management.");
}
