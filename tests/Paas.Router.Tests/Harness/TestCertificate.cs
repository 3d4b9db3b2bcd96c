using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Harness;

/// <summary>Certificates of an authority that exists in the tests only: root, intermediate, and what they issue.</summary>
internal static class TestCertificate
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-2);
    private static readonly DateTimeOffset End = Start.AddDays(30);
    private static readonly X509Certificate2 RootKey = MakeAuthority("CN=Test Root", null);
    private static readonly X509Certificate2 IntermediateKey = MakeAuthority("CN=Test Intermediate", RootKey);

    public static X509Certificate2 Root { get; } = X509CertificateLoader.LoadCertificate(RootKey.RawData);

    public static X509Certificate2 Intermediate { get; } = X509CertificateLoader.LoadCertificate(IntermediateKey.RawData);

    /// <summary>A certificate for these hosts, with its intermediate.</summary>
    public static RouterCertificate For(params string[] names) => RouterCertificate.Create(Leaf(names), [Intermediate]);

    public static X509Certificate2 Leaf(params string[] names) => Leaf(names, Start, End);

    public static X509Certificate2 Leaf(string[] names, DateTimeOffset start, DateTimeOffset end, bool isRsa = false)
    {
        using AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedName("CN=Test Leaf");
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        if (names.Length > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address))
                    alternatives.AddIpAddress(address);
                else
                    alternatives.AddDnsName(name);
            }
            request.CertificateExtensions.Add(alternatives.Build());
        }
        var signer = X509SignatureGenerator.CreateForECDsa(IntermediateKey.GetECDsaPrivateKey()!);
        using var certificate = request.Create(IntermediateKey.SubjectName, signer, start, end, RandomNumberGenerator.GetBytes(12));
        return key is RSA rsaKey ? certificate.CopyWithPrivateKey(rsaKey) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    private static X509Certificate2 MakeAuthority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null)
            return request.CreateSelfSigned(Start.AddDays(-1), End.AddDays(1));
        var signer = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        using var certificate = request.Create(issuer.SubjectName, signer, Start.AddHours(-1), End.AddHours(1), RandomNumberGenerator.GetBytes(12));
        return certificate.CopyWithPrivateKey(key);
    }
}
