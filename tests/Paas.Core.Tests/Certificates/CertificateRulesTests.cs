using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Paas.Access;

namespace Paas.Certificates;

public sealed class CertificateRulesTests
{
    private static readonly MadeCertificate _root = MadeCertificate.For("Root", [], isAuthority: true);
    private static readonly MadeCertificate _middle = MadeCertificate.For("Middle", [], _root, isAuthority: true);
    private static readonly MadeCertificate _leaf = MadeCertificate.For("Leaf", ["www.example.com", "*.Example.org"], _middle);
    private static readonly MadeCertificate _other = MadeCertificate.For("Other", ["other.example.com"]);

    [Fact]
    public void Check_ChainInAnyOrderWithMoreInIt_IsOrderedFromTheLeafOfTheKey()
    {
        var found = CertificateRules.Check(_root.Certificate + _other.Certificate + _middle.Certificate + _leaf.Key + _leaf.Certificate + _leaf.Certificate, _leaf.Key);

        Assert.Equal(_leaf.Certificate + _middle.Certificate + _root.Certificate, found.Chain);
        Assert.Equal(["www.example.com", "*.example.org"], found.Facts.Names);
        Assert.Equal(("CN=Leaf", "CN=Middle", "ECDSA P-256", false, false, MadeCertificate.End), (found.Facts.Subject, found.Facts.Issuer, found.Facts.KeyType, found.Facts.IsSelfSigned, found.Facts.IsTrusted, found.Facts.NotAfter));
        Assert.DoesNotContain("PRIVATE KEY", found.Chain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-01", true, "")]
    [InlineData("2026-06-02", true, "expired on 2026-06-01 00:00 UTC")]
    [InlineData("2025-11-30", true, "valid from 2025-12-01 00:00 UTC only")]
    [InlineData("2026-01-01", false, "issuer is missing")]
    public void Warnings_Certificate_NameWhatClientsObjectTo(string now, bool isWhole, string expected)
    {
        var (facts, hasGap) = CertificateRules.Describe(CertificateRules.Check(_leaf.Certificate + _middle.Certificate + (isWhole ? _root.Certificate : ""), _leaf.Key).Chain, isTrusted: false);

        var warnings = string.Join('\n', CertificateRules.Warnings(facts, hasGap, DateTimeOffset.Parse(now + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));

        if (expected.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.Contains(expected, warnings, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Illegal => new()
    {
        { _leaf.Certificate, _other.Key, "does not belong to the certificate 'CN=Leaf'" },
        { _leaf.Certificate, "", "There is no private key in PEM form" },
        { _leaf.Certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "cannot be read: it is damaged" },
        { "", _leaf.Key, "There is no certificate in PEM form" },
        { "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", _leaf.Key, "A certificate in the chain cannot be read" },
        { _leaf.Certificate, _leaf.WithKey.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)), "Remove it with `openssl pkey -in server.key" },
        { _leaf.Certificate, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----", "protected by a passphrase" },
        { _leaf.Certificate, "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----", "of the kind 'DSA PRIVATE KEY'" },
        { _leaf.Certificate, RSA.Create(1024).ExportPkcs8PrivateKeyPem(), "The RSA key has 1024 bits" },
        { _leaf.Certificate, ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1).ExportPkcs8PrivateKeyPem(), "curve that TLS clients do not take" },
        { MadeCertificate.For("No host", [], _root, _root.WithKey.GetECDsaPrivateKey()).Certificate, _root.Key, "names no host" },
        { new string('x', 70_000), _leaf.Key, "64 KB" },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task Check_WhatCannotBeUsed_IsRefusedWithTheReason(string chain, string key, string reason)
    {
        var refusal = await Refusal.OfAsync(PaasErrors.InvalidParams, () => Task.FromResult(CertificateRules.Check(chain, key)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_KindsOfKeys_AreTaken()
    {
        using var rsa = RSA.Create(2048);
        var byRsa = MadeCertificate.For("Rsa", ["rsa.example.com"], key: rsa);
        Assert.Equal("RSA 2048", CertificateRules.Check(byRsa.Certificate, rsa.ExportRSAPrivateKeyPem()).Facts.KeyType);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var byEc = MadeCertificate.For("Ec", ["ec.example.com"], key: ec);
        Assert.Equal("ECDSA P-384", CertificateRules.Check(byEc.Certificate, ec.ExportECPrivateKeyPem()).Facts.KeyType);
    }

    [Theory]
    [InlineData("www.example.com", true)]
    [InlineData("a.example.org", true)]
    [InlineData("*.example.org", true)]
    [InlineData("a.b.example.org", false)]
    [InlineData("example.org", false)]
    [InlineData("*.example.com", false)]
    public void Covers_Hostname_ByNameOrOneWildcard(string hostname, bool covers) =>
        Assert.Equal(covers, CertificateRules.Covers(CertificateRules.Check(_leaf.Certificate, _leaf.Key).Facts, hostname));

    [Fact]
    public void Check_NoAlternativeNames_TheCommonNameCounts()
    {
        var made = MadeCertificate.For("old.example.com", []);
        Assert.Equal(["old.example.com"], CertificateRules.Check(made.Certificate, made.Key).Facts.Names);
    }
}
