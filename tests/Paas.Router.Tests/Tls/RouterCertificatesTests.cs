using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Paas.Harness;

namespace Paas.Tls;

public sealed class RouterCertificatesTests
{
    [Theory]
    [InlineData("www.example.com", "www.example.com", true)]
    [InlineData("*.example.com", "www.example.com", true)]
    [InlineData("*.example.com", "*.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", false)]
    [InlineData("www.example.com", "*.example.com", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "[::1]", true)]
    [InlineData("*.0.0.1", "127.0.0.1", false)]
    public void Covers_Host_ByNameOrOneWildcard(string name, string host, bool covers) =>
        Assert.Equal(covers, TestCertificate.For(name).Covers(host));

    [Fact]
    public void Find_ExactBeforeWildcardBeforeDefault()
    {
        var certificates = new RouterCertificates();
        var exact = TestCertificate.For("www.example.com");
        var wildcard = TestCertificate.For("*.example.com");
        var other = TestCertificate.For("other");
        Assert.Null(certificates.Find("www.example.com"));
        certificates.Set("WWW.example.com.", exact);
        certificates.Set(wildcard);
        certificates.Default = other;
        Assert.Equal((exact, wildcard, other, other), (
            certificates.Find("www.example.com"), certificates.Find("api.example.com"),
            certificates.Find("a.b.example.com"), certificates.Find("")));

        Assert.True(certificates.Remove("www.example.com"));
        Assert.False(certificates.Remove("www.example.com"));
        Assert.Same(wildcard, certificates.Find("www.example.com"));
        Assert.Equal(["*.example.com"], certificates.Hosts.Keys);
    }

    [Fact]
    public void Find_CertificatesOfApps_ComeAfterThoseOfTheHostForTheSameName()
    {
        var certificates = new RouterCertificates();
        var (host, app, wild) = (TestCertificate.For("www.example.com"), TestCertificate.For("www.example.com"), TestCertificate.For("*.example.com"));
        certificates.Set("*.example.com", wild);
        certificates.SetOfApp("www.example.com", app);
        Assert.Same(app, certificates.Find("www.example.com"));

        certificates.Set("www.example.com", host);
        Assert.Same(host, certificates.Find("www.example.com"));
        certificates.Remove("www.example.com");
        certificates.SetOfApp("www.example.com", null);
        Assert.Same(wild, certificates.Find("www.example.com"));
    }

    [Fact]
    public async Task SetAsync_CertificateWithOnlyACommonName_IsThatName()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=Old.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(-1));
        await using var router = new HttpRouter(new RouterOptions());

        await router.SetAsync("old.example.com", new TlsCertificate(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()), TestContext.Current.CancellationToken);

        Assert.True(router.Certificates.Find("old.example.com")!.Covers("old.example.com"));
        await router.SetAsync("old.example.com", null, TestContext.Current.CancellationToken);
        Assert.Null(router.Certificates.Find("old.example.com"));
    }

    [Fact]
    public void Set_HostThatIsNotCovered_SaysWhichAreCovered()
    {
        var error = Assert.Throws<ArgumentException>(() => new RouterCertificates().Set("shop.example.org", TestCertificate.For("www.example.com")));
        Assert.Contains("'CN=Test Leaf' is not for 'shop.example.org' but for www.example.com; get one", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("www.example.com:443")]
    [InlineData("https://www.example.com")]
    [InlineData("*.")]
    [InlineData("bücher.example.com")]
    [InlineData("a.*.com")]
    public void Set_WhatIsNoHost_SaysWhatIsOne(string host)
    {
        var error = Assert.Throws<ArgumentException>(() => new RouterCertificates().Set(host, TestCertificate.For("www.example.com")));
        Assert.Contains($"'{host}' is not a host name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-05-01", "2026-05-31", "expired on 2026-05-31 00:00:00 UTC; renew it")]
    [InlineData("2026-07-11", "2026-08-01", "is valid from 2026-07-11 00:00:00 UTC only")]
    public void Set_OutOfItsTime_SaysWhen(string start, string end, string text)
    {
        var certificate = RouterCertificate.Create(TestCertificate.Leaf(["a.example.com"], Day(start), Day(end)));
        var certificates = new RouterCertificates(new FakeTimeProvider(Day("2026-06-01")));
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => certificates.Set("a.example.com", certificate)).Message, StringComparison.Ordinal);
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => certificates.Set(certificate)).Message, StringComparison.Ordinal);
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => certificates.Default = certificate).Message, StringComparison.Ordinal);
        Assert.Null(certificates.Find("a.example.com"));
    }

    [Fact]
    public void Create_WithoutKey_SaysSo()
    {
        using var leaf = TestCertificate.Leaf("a.example.com");
        using var bare = X509CertificateLoader.LoadCertificate(leaf.RawData);
        Assert.Contains("has no private key", Assert.Throws<ArgumentException>(() => RouterCertificate.Create(bare)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithoutNames_SaysSo() =>
        Assert.Contains("names no host", Assert.Throws<ArgumentException>(() => RouterCertificate.Create(TestCertificate.Leaf())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FromPemFiles_ChainAndKey_AreLoaded(bool isRsa)
    {
        using var leaf = TestCertificate.Leaf(["a.example.com"], Now.AddDays(-1), Now.AddDays(1), isRsa);
        using var directory = new TemporaryDirectory();
        var chain = directory.Write("fullchain.pem", leaf.ExportCertificatePem() + "\n" + TestCertificate.Intermediate.ExportCertificatePem());
        var key = directory.Write("privkey.pem", KeyPem(leaf));
        var certificate = RouterCertificate.FromPemFiles(chain, key);
        Assert.Equal(["a.example.com"], certificate.Names);
        Assert.Single(certificate.Context.IntermediateCertificates);
        Assert.Equal(certificate.Names, RouterCertificate.FromPemFiles(directory.Write("both.pem", File.ReadAllText(chain) + "\n" + File.ReadAllText(key)), directory.Path("both.pem")).Names);
    }

    [Fact]
    public void FromPem_EncryptedKey_NeedsItsPassword()
    {
        using var leaf = TestCertificate.Leaf("a.example.com");
        var chain = leaf.ExportCertificatePem();
        using var ecdsa = leaf.GetECDsaPrivateKey()!;
        var key = ecdsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Equal(["a.example.com"], RouterCertificate.FromPem(chain, key, "secret").Names);
        Assert.Contains("is encrypted; give its password", Error(chain, key), StringComparison.Ordinal);
        var wrong = Error(chain, key, "wr0ng");
        Assert.Contains("cannot be decrypted", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPemFiles_WhatIsWrong_IsNamed()
    {
        using var leaf = TestCertificate.Leaf("a.example.com");
        using var other = TestCertificate.Leaf("b.example.com");
        using var directory = new TemporaryDirectory();
        var chain = directory.Write("chain.pem", leaf.ExportCertificatePem());
        var key = directory.Write("key.pem", KeyPem(leaf));
        var otherKey = directory.Write("other.pem", KeyPem(other));
        var damaged = directory.Write("damaged.pem", KeyPem(leaf).Replace("\nM", "\nA", StringComparison.Ordinal));
        var broken = directory.Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        foreach (var (chainFile, keyFile, text) in new[]
        {
            (key, key, $"There is no certificate in the file '{key}'"),
            (chain, chain, $"There is no private key in the file '{chain}'"),
            (chain, otherKey, $"The private key in the file '{otherKey}' is damaged, or does not belong to the certificate 'CN=Test Leaf' in the file '{chain}'"),
            (chain, damaged, $"The private key in the file '{damaged}' is damaged"),
            (broken, key, $"A certificate in the file '{broken}' cannot be read"),
        })
        {
            var error = Assert.ThrowsAny<ArgumentException>(() => RouterCertificate.FromPemFiles(chainFile, keyFile));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            // Not a line of any key, in the whole of what may be logged.
            foreach (var line in KeyPem(leaf).Split('\n').Concat(KeyPem(other).Split('\n')).Where(line => line.Length > 20 && !line.StartsWith('-')))
                Assert.DoesNotContain(line, error.ToString(), StringComparison.Ordinal);
        }
        Assert.Throws<FileNotFoundException>(() => RouterCertificate.FromPemFiles(chain, directory.Path("missing.pem")));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DateTimeOffset Day(string text) => new(DateTime.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string Error(string chain, string key, string? password = null) =>
        Assert.ThrowsAny<ArgumentException>(() => RouterCertificate.FromPem(chain, key, password)).Message;

    private static string KeyPem(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}
