using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Paas.Api.Tests.Certificates;

/// <summary>Self-signed certificates made for a test.</summary>
internal static class TestCertificates
{
    public static (string Certificate, string Key) For(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternative.AddDnsName(name);
        request.CertificateExtensions.Add(alternative.Build());
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Body of a request that adds one.</summary>
    public static string RequestFor(params string[] names)
    {
        var (certificate, key) = For(names);
        return JsonSerializer.Serialize(new Dictionary<string, string> { ["certificate_chain"] = certificate, ["private_key"] = key });
    }
}
