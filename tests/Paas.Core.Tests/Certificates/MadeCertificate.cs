using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Certificates;

/// <summary>Certificates made for a test.</summary>
internal sealed record MadeCertificate(string Certificate, string Key, X509Certificate2 WithKey)
{
    public static readonly DateTimeOffset Begin = new(2025, 12, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A certificate that signs itself, or that <paramref name="issuer"/> has signed.</summary>
    public static MadeCertificate For(string subject, string[] names, MadeCertificate? issuer = null, AsymmetricAlgorithm? key = null, bool isAuthority = false)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={subject}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={subject}", (ECDsa)key, HashAlgorithmName.SHA256);
        if (names.Length > 0)
        {
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
                alternative.AddDnsName(name);
            request.CertificateExtensions.Add(alternative.Build());
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var made = issuer is null
            ? request.CreateSelfSigned(Begin, End)
            : request.Create(issuer.WithKey.SubjectName, Generator(issuer.WithKey), Begin, End, RandomNumberGenerator.GetBytes(8));
        var pem = made.ExportCertificatePem() + "\n";
        var keyPem = key.ExportPkcs8PrivateKeyPem();
        return new MadeCertificate(pem, keyPem, X509Certificate2.CreateFromPem(pem, keyPem));
    }

    private static X509SignatureGenerator Generator(X509Certificate2 issuer) => X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
}
