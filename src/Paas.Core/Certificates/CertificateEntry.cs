using Paas.Apps;

namespace Paas.Certificates;

/// <summary>A certificate of an app as the engine holds it.</summary>
internal sealed record CertificateEntry(CertificateDocument Document, long Version, CertificateFacts Facts, bool HasGap)
{
    public static CertificateEntry Of(CertificateDocument document, long version)
    {
        var (facts, hasGap) = CertificateRules.Describe(document.Chain, document.IsTrusted);
        return new CertificateEntry(document, version, facts, hasGap);
    }

    /// <summary>What a sealed key is sealed for.</summary>
    public static string PurposeOf(Guid app, Guid certificate) => $"certificate/{app}/{certificate}";

    public SniEndpoint Show(AppModel model, DateTimeOffset now) => new()
    {
        Id = Document.Id,
        Name = Document.Name,
        Chain = Document.Chain,
        Certificate = Facts,
        IsAutomatic = Document.IsAutomatic,
        Domains = [.. model.Document.DomainCertificates.Where(pair => pair.Value == Document.Id).Select(static pair => pair.Key)],
        Warnings = [.. CertificateRules.Warnings(Facts, HasGap, now)],
        CreatedAt = Document.CreatedAt,
        UpdatedAt = Document.UpdatedAt,
    };
}
