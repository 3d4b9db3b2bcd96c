using Paas.Apps;

namespace Paas.Certificates;

/// <summary>Which host names of an app need a certificate from the issuer. Pure.</summary>
internal static class AcmRules
{
    /// <summary>A certificate is renewed so long before its end.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>After a failure that may pass.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);

    public static IEnumerable<string> Needs(AppModel model, DateTimeOffset now)
    {
        if (!model.App.AutomaticCertificates || model.IsEnding)
            yield break;
        foreach (var hostname in model.Document.Domains.Keys)
        {
            if (CurrentFor(model, hostname) is { } current && (!current.Document.IsAutomatic || now < current.Facts.NotAfter - RenewBefore))
                continue;
            if (!model.Document.Acm.TryGetValue(hostname, out var progress) || progress.Status is AcmStatus.Pending or AcmStatus.Issued || (progress.Status == AcmStatus.Failing && now >= progress.UpdatedAt + RetryAfter))
                yield return hostname;
        }
    }

    public static CertificateEntry? CurrentFor(AppModel model, string hostname) =>
        model.Document.DomainCertificates.TryGetValue(hostname, out var id) ? model.Certificates.FirstOrDefault(entry => entry.Document.Id == id) : null;

    /// <summary>What is shown of a host name; null where automated certificate management leaves it alone.</summary>
    public static AcmStatus? StatusOf(AppModel model, string hostname) => (model.App.AutomaticCertificates, CurrentFor(model, hostname)) switch
    {
        (false, _) or (true, { Document.IsAutomatic: false }) => null,
        (true, null) => model.Document.Acm.GetValueOrDefault(hostname)?.Status ?? AcmStatus.Pending,
        _ => AcmStatus.Issued,
    };
}
