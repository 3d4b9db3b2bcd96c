using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paas.Api.Local;

namespace Paas.Api.Tests.Local;

public sealed class LocalCertificateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-certificate-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Get_FirstTime_IsForLoopbackAndSignedByItsAuthority()
    {
        var certificates = New();
        using var leaf = certificates.Get();

        Assert.True(leaf.HasPrivateKey);
        Assert.True(leaf.MatchesHostname("localhost"));
        Assert.True(leaf.MatchesHostname("127.0.0.1"));
        Assert.False(leaf.MatchesHostname("example.com"));
        Assert.True(IsTrusted(leaf, certificates.AuthorityFile, _time.GetUtcNow()));
        Assert.InRange((leaf.NotAfter - leaf.NotBefore).TotalDays, 300, 398.5);
    }

    [Fact]
    public void Get_AtTheNextStart_IsTheSame()
    {
        using var first = New().Get();
        using var second = New().Get();

        Assert.Equal(first.Thumbprint, second.Thumbprint);
    }

    [Fact]
    public void Get_ShortlyBeforeItsEnd_IsRenewedByTheSameAuthority()
    {
        var authority = New();
        using var first = authority.Get();
        var trusted = File.ReadAllText(authority.AuthorityFile);

        _time.Advance(TimeSpan.FromDays(370));
        using var second = New().Get();

        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(trusted, File.ReadAllText(authority.AuthorityFile));
        Assert.True(IsTrusted(second, authority.AuthorityFile, _time.GetUtcNow()));
    }

    [Fact]
    public void Authority_VouchingForAnotherName_IsNotBelieved()
    {
        var certificates = New();
        certificates.Get().Dispose();
        using var authority = X509Certificate2.CreateFromPemFile(certificates.AuthorityFile, Path.Combine(_directory, "certificates", "ca-key.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=example.com", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("example.com");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(authority, _time.GetUtcNow(), _time.GetUtcNow().AddDays(1), [1, 2, 3, 4]);

        Assert.False(IsTrusted(leaf, certificates.AuthorityFile, _time.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public void Keys_AreForTheirOwnerOnly()
    {
        New().Get().Dispose();

        foreach (var key in Directory.EnumerateFiles(Path.Combine(_directory, "certificates"), "*-key.pem"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Fact]
    public void Get_FromADamagedFile_SaysWhatToDo()
    {
        var certificates = New();
        certificates.Get().Dispose();
        File.WriteAllText(Path.Combine(_directory, "certificates", "localhost.pem"), "damaged");

        var refusal = Assert.Throws<PaasException>(() => New().Get());

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.Contains("Delete the directory", refusal.Message);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private LocalCertificate New() => new(Options.Create(new PaasOptions { DataDirectory = _directory }), _time);

    private static bool IsTrusted(X509Certificate2 leaf, string authorityFile, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authorityFile));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.LocalDateTime;
        return chain.Build(leaf);
    }
}
