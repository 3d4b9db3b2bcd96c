using Paas.Apps;
using Paas.Certificates;
using Paas.Engine;
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
            .. model.Document.Domains.Keys.Select(hostname => Show(model, hostname)),
        ];
    }

    public Task<Domain> AddAsync(string app, string hostname, string? sniEndpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        var name = Hostname.Parse(hostname, engine.Options.Value.BaseDomain);
        return engine.InvokeAsync(app, async state =>
        {
            var (document, domains) = (state.Model.Document, state.Model.Document.Domains);
            if (domains.ContainsKey(name))
                throw new PaasException(PaasErrors.InvalidParams, $"{name} is already a domain of {state.Model.App.Name}.");
            if (domains.Count >= MaxDomains)
                throw new PaasException(PaasErrors.InvalidParams, $"App {state.Model.App.Name} has {MaxDomains} domains already; no more are allowed.");
            var certificate = sniEndpoint is null ? null : CertificateChanges.FindFor(state.Model, sniEndpoint, name);
            if (await engine.Store.GetAsync(Keys.Domain(name), CancellationToken.None) is not null)
                throw new PaasException(PaasErrors.InvalidParams, $"{name} is the domain of another app. Remove it there first.");

            var now = engine.Time.GetUtcNow();
            document = document with
            {
                Domains = domains.Add(name, now),
                DomainCertificates = certificate is null ? document.DomainCertificates : document.DomainCertificates.SetItem(name, certificate.Document.Id),
            };
            await engine.Commits.CommitAsync(state, document, new StateChange(Keys.Domain(name), EngineJson.Write(state.Id, EngineJson.Default.Guid), 0));
            engine.EngineLog.Api(state.Id, $"Add domain {name}", actor);
            await engine.AutomaticCertificates.AdvanceAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return Show(state.Model, name);
        }, cancellationToken);
    }

    public Task<Domain> UpdateAsync(string app, string hostname, string? sniEndpoint, CancellationToken cancellationToken)
    {
        var name = Normalize(hostname);
        return engine.InvokeAsync(app, async state =>
        {
            Require(state.Model, name);
            var document = state.Model.Document;
            var certificate = sniEndpoint is null ? null : CertificateChanges.FindFor(state.Model, sniEndpoint, name);
            if (certificate is { Document.IsAutomatic: true } && AcmRules.CurrentFor(state.Model, name) != certificate)
                throw new PaasException(PaasErrors.InvalidParams, $"The certificate {certificate.Document.Name} is managed by the platform for another host name. Add one of your own.");
            document = document with { DomainCertificates = certificate is null ? document.DomainCertificates.Remove(name) : document.DomainCertificates.SetItem(name, certificate.Document.Id) };
            await engine.Certificates.RemoveAsync(state, document, Released(state.Model, name, certificate));
            engine.EngineLog.Api(state.Id, certificate is null ? $"Remove certificate of domain {name}" : $"Set certificate {certificate.Document.Name} of domain {name}", actor);
            await engine.AutomaticCertificates.AdvanceAsync(state);
            await engine.Reconciler.ReconcileAsync(state);
            return Show(state.Model, name);
        }, cancellationToken);
    }

    public Task RemoveAsync(string app, string hostname, CancellationToken cancellationToken)
    {
        var name = Normalize(hostname);
        return engine.InvokeAsync(app, async state =>
        {
            Require(state.Model, name);
            var document = state.Model.Document;
            document = document with
            {
                Domains = document.Domains.Remove(name),
                DomainCertificates = document.DomainCertificates.Remove(name),
                Acm = document.Acm.Remove(name),
            };
            await engine.Certificates.RemoveAsync(state, document, Released(state.Model, name, null), new StateChange(Keys.Domain(name), null));
            engine.EngineLog.Api(state.Id, $"Remove domain {name}", actor);
            await engine.Reconciler.ReconcileAsync(state);
            return true;
        }, cancellationToken);
    }

    /// <summary>The automatic certificate of a host name, which is of no use without it.</summary>
    private static CertificateEntry[] Released(AppModel model, string name, CertificateEntry? other) =>
        AcmRules.CurrentFor(model, name) is { Document.IsAutomatic: true } old && old != other ? [old] : [];

    private static Domain Show(AppModel model, string hostname)
    {
        var progress = model.Document.Acm.GetValueOrDefault(hostname);
        var certificate = AcmRules.CurrentFor(model, hostname);
        var created = model.Document.Domains[hostname];
        DateTimeOffset[] changes = [created, progress?.UpdatedAt ?? created, certificate?.Document.UpdatedAt ?? created];
        var status = AcmRules.StatusOf(model, hostname);
        return new Domain(hostname, IsDefault: false, created)
        {
            SniEndpointId = certificate?.Document.Id,
            AcmStatus = status,
            AcmReason = status is AcmStatus.Failed or AcmStatus.Failing ? progress?.Reason : null,
            UpdatedAt = changes.Max(),
        };
    }

    private static string Normalize(string hostname)
    {
        ArgumentNullException.ThrowIfNull(hostname);
        return hostname.Trim().TrimEnd('.').ToLowerInvariant();
    }

    private static void Require(AppModel model, string name)
    {
        if (!model.Document.Domains.ContainsKey(name))
            throw new PaasException(PaasErrors.NotFound, $"Couldn't find that domain '{(name.Length > 80 ? name[..80] + "..." : name)}'.");
    }
}
