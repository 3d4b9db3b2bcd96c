using Paas.Apps;
using Paas.Engine;

namespace Paas.Certificates;

/// <summary>The certificates of an app, looked up and changed inside its mailbox.</summary>
internal sealed class CertificateChanges(AppCommits commits, ISecretProtector secrets, Random random, TimeProvider time)
{
    public const int MaxByHand = 100;

    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>.</exception>
    public static CertificateEntry Find(AppModel model, string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return model.Certificates.FirstOrDefault(entry => entry.Document.Name == endpoint || entry.Document.Id.ToString() == endpoint)
            ?? throw new PaasException(PaasErrors.NotFound, $"Couldn't find that SSL certificate '{(endpoint.Length > 60 ? endpoint[..60] + "..." : endpoint)}'.");
    }

    /// <summary>The certificate, which must be for this host name.</summary>
    public static CertificateEntry FindFor(AppModel model, string endpoint, string hostname)
    {
        var entry = Find(model, endpoint);
        if (!CertificateRules.Covers(entry.Facts, hostname))
            throw NotFor(entry.Document.Name, entry.Facts, [hostname]);
        return entry;
    }

    public static PaasException NotFor(string name, CertificateFacts facts, IEnumerable<string> hostnames) =>
        new(PaasErrors.InvalidParams, $"The certificate {name} is not for {string.Join(", ", hostnames)} but for {string.Join(", ", facts.Names)}. Use one that names the host.");

    /// <summary>Adds a certificate; host names of <paramref name="document"/> may use it already.</summary>
    public async ValueTask<CertificateEntry> AddAsync(AppState app, CheckedCertificate certificate, Func<Guid, AppDocument>? document = null)
    {
        var now = time.GetUtcNow();
        var id = Guid.NewGuid();
        var added = new CertificateDocument
        {
            Id = id,
            Name = NewName(app.Model),
            Chain = certificate.Chain,
            SealedKey = secrets.Protect(certificate.PrivateKey, CertificateEntry.PurposeOf(app.Id, id)),
            IsTrusted = certificate.Facts.IsTrusted,
            IsAutomatic = document is not null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await CommitAsync(app, document?.Invoke(id) ?? app.Model.Document, added, 0);
        return Set(app, null, added);
    }

    /// <summary>Replaces a certificate.</summary>
    public async ValueTask<CertificateEntry> ReplaceAsync(AppState app, CertificateEntry entry, CheckedCertificate certificate, AppDocument? document = null)
    {
        var changed = entry.Document with
        {
            Chain = certificate.Chain,
            SealedKey = secrets.Protect(certificate.PrivateKey, CertificateEntry.PurposeOf(app.Id, entry.Document.Id)),
            IsTrusted = certificate.Facts.IsTrusted,
            UpdatedAt = time.GetUtcNow(),
        };
        await CommitAsync(app, document ?? app.Model.Document, changed, entry.Version);
        return Set(app, entry, changed);
    }

    /// <summary>Removes certificates together with a change of the app.</summary>
    public async ValueTask RemoveAsync(AppState app, AppDocument document, IReadOnlyCollection<CertificateEntry> entries, params IEnumerable<StateChange> further)
    {
        var left = document.DomainCertificates.Where(pair => entries.All(entry => entry.Document.Id != pair.Value)).Select(static pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        document = document with { DomainCertificates = document.DomainCertificates.RemoveRange(document.DomainCertificates.Keys.Where(name => !left.Contains(name))) };
        await commits.CommitAsync(app, document, [.. entries.Select(entry => new StateChange(Keys.Certificate(app.Id, entry.Document.Id), null)), .. further]);
        app.Model = app.Model with { Certificates = app.Model.Certificates.RemoveRange(entries) };
    }

    private ValueTask CommitAsync(AppState app, AppDocument document, CertificateDocument certificate, long expected) =>
        commits.CommitAsync(app, document, new StateChange(Keys.Certificate(app.Id, certificate.Id), EngineJson.Write(certificate, EngineJson.Default.CertificateDocument), expected));

    /// <summary>Both documents have the version of the commit that wrote them.</summary>
    private static CertificateEntry Set(AppState app, CertificateEntry? old, CertificateDocument document)
    {
        var entry = CertificateEntry.Of(document, app.Model.Version);
        app.Model = app.Model with { Certificates = old is null ? app.Model.Certificates.Add(entry) : app.Model.Certificates.Replace(old, entry) };
        return entry;
    }

    private string NewName(AppModel model)
    {
        while (true)
        {
            var name = AppName.NewRandom(random);
            if (model.Certificates.All(entry => entry.Document.Name != name))
                return name;
        }
    }
}
