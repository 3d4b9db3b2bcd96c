using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Paas.Domains;

namespace Paas.Certificates;

/// <summary>What is right and wrong with certificates. Pure, but for the look at the authorities that this machine trusts.</summary>
internal static class CertificateRules
{
    private const int MaxLength = 64 * 1024;
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>The leaf for the key first, then its issuers, whatever the order in which they came; what does not belong to them is left out.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: it cannot be used.</exception>
    public static CheckedCertificate Check(string chain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(privateKey);
        if (chain.Length > MaxLength || privateKey.Length > MaxLength)
            throw Refuse($"The certificate chain and the private key may have {MaxLength / 1024} KB each.");

        var (publicKey, key) = CertificateKey.Read(privateKey);
        var all = Read(chain);
        try
        {
            var leaf = all.FirstOrDefault(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey))
                ?? throw Refuse($"The private key does not belong to the certificate '{all[0].Subject}'. Give the key that the certificate was requested with.");
            var names = NamesOf(leaf);
            if (names.Count == 0)
                throw Refuse($"The certificate '{leaf.Subject}' names no host. Get one with the host names as subject alternative names.");
            var ordered = Order(leaf, all);
            return new CheckedCertificate(
                string.Concat(ordered.Select(static certificate => certificate.ExportCertificatePem() + "\n")), key, Facts(leaf, IsTrusted(ordered)));
        }
        finally
        {
            foreach (var certificate in all)
                certificate.Dispose();
        }
    }

    /// <summary>What a chain in order says, and whether an issuer is missing in it.</summary>
    public static (CertificateFacts Facts, bool HasGap) Describe(string chain, bool isTrusted)
    {
        var all = Read(chain);
        var result = (Facts(all[0], isTrusted), !isTrusted && !IsSelfIssued(all[^1]));
        foreach (var certificate in all)
            certificate.Dispose();
        return result;
    }

    /// <summary>What clients will object to.</summary>
    public static IEnumerable<string> Warnings(CertificateFacts facts, bool hasGap, DateTimeOffset now)
    {
        if (now > facts.NotAfter)
            yield return $"The certificate expired on {Text(facts.NotAfter)}; clients refuse it. Renew it.";
        if (now < facts.NotBefore)
            yield return $"The certificate is valid from {Text(facts.NotBefore)} only; until then clients refuse it.";
        if (hasGap)
            yield return "The certificate of an issuer is missing in the chain; clients that do not know it by themselves refuse the certificate. Add the intermediate certificates of your provider.";
    }

    /// <summary>Whether a certificate is for a host name: by name, or by a wildcard in place of the first label (RFC 9525 §6.3).</summary>
    public static bool Covers(CertificateFacts facts, string hostname)
    {
        var dot = hostname.IndexOf('.', StringComparison.Ordinal);
        return facts.Names.Contains(hostname) || (dot > 0 && facts.Names.Contains(string.Concat("*", hostname.AsSpan(dot))));
    }

    private static List<X509Certificate2> Read(string chain)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(chain);
        }
        catch (CryptographicException)
        {
            throw Refuse("A certificate in the chain cannot be read: it is damaged. Each begins with 'BEGIN CERTIFICATE' and ends with 'END CERTIFICATE'.");
        }

        return all.Count > 0 ? [.. all] : throw Refuse("There is no certificate in PEM form; it should hold a block 'BEGIN CERTIFICATE'.");
    }

    private static List<X509Certificate2> Order(X509Certificate2 leaf, List<X509Certificate2> all)
    {
        List<X509Certificate2> ordered = [leaf];
        while (!IsSelfIssued(ordered[^1]) && all.FirstOrDefault(other => IsIssuer(other, ordered[^1]) && !ordered.Contains(other)) is { } issuer)
            ordered.Add(issuer);
        return ordered;
    }

    private static bool IsIssuer(X509Certificate2 issuer, X509Certificate2 certificate)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return false;
        var own = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        var named = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        return own is not { } left || named is not { } right || left.Span.SequenceEqual(right.Span);
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static bool IsTrusted(List<X509Certificate2> ordered)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.ExtraStore.AddRange(ordered.Skip(1).ToArray());
        return chain.Build(ordered[0]);
    }

    private static CertificateFacts Facts(X509Certificate2 leaf, bool isTrusted) => new()
    {
        Subject = leaf.Subject,
        Issuer = leaf.Issuer,
        Names = [.. NamesOf(leaf)],
        NotBefore = leaf.NotBefore.ToUniversalTime(),
        NotAfter = leaf.NotAfter.ToUniversalTime(),
        KeyType = KeyTypeOf(leaf),
        IsSelfSigned = IsSelfIssued(leaf),
        IsTrusted = isTrusted,
    };

    private static string KeyTypeOf(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
            return string.Create(CultureInfo.InvariantCulture, $"RSA {rsa.KeySize}");
        using var ecdsa = certificate.GetECDsaPublicKey();
        return (ecdsa is null ? null : CertificateKey.TypeOf(ecdsa)) ?? certificate.GetKeyAlgorithm();
    }

    /// <summary>The subject alternative names; where a certificate has none, its common name, as `openssl req -x509` makes them.</summary>
    private static List<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.Where(static extension => extension.Oid?.Value == AlternativeNames))
            names.AddRange(new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical).EnumerateDnsNames().Select(static name => name.ToLowerInvariant()));
        if (names.Count == 0 && certificate.GetNameInfo(X509NameType.SimpleName, false).ToLowerInvariant() is var common && Hostname.IsLegal(common))
            names.Add(common);
        return names;
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static PaasException Refuse(string message) => new(PaasErrors.InvalidParams, message);
}
