using Microsoft.Extensions.DependencyInjection;
using Paas.Access;
using Paas.Testing;

namespace Paas.Certificates;

public sealed class AutomaticCertificatesTests
{
    private readonly RecordingTls _tls = new();
    private readonly ScriptedIssuer _issuer = new();

    [Fact]
    public async Task Automatic_On_EachCustomDomainGetsACertificate_AndOffTakesThemAway()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Domains.AddAsync("shop", "www.example.com");
        Assert.Null((await DomainAsync(paas, "www.example.com")).AcmStatus);

        Assert.True((await paas.Platform.Certificates.SetAutomaticAsync("shop", true)).AutomaticCertificates);
        await paas.Platform.Domains.AddAsync("shop", "api.example.com");
        await paas.SettleAsync();

        Assert.Equal(["api.example.com", "www.example.com"], _tls.Hosts.Keys.Order());
        Assert.Equal(AcmStatus.Issued, (await DomainAsync(paas, "www.example.com")).AcmStatus);
        Assert.All(await paas.Platform.Certificates.ListAsync("shop"), static endpoint => Assert.True(endpoint.IsAutomatic));
        Assert.Contains("app[api]: Certificate issued for www.example.com", await paas.LogAsync("shop"), StringComparison.Ordinal);

        await paas.Platform.Domains.RemoveAsync("shop", "api.example.com");
        Assert.Single(await paas.Platform.Certificates.ListAsync("shop"));
        await paas.Platform.Certificates.SetAutomaticAsync("shop", false);
        Assert.Empty(_tls.Hosts);
        Assert.Empty(await paas.Platform.Certificates.ListAsync("shop"));
    }

    [Fact]
    public async Task Automatic_CertificateThatNearsItsEnd_IsRenewedInPlace()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Domains.AddAsync("shop", "www.example.com");
        await paas.Platform.Certificates.SetAutomaticAsync("shop", true);
        await paas.SettleAsync();
        var before = Assert.Single(await paas.Platform.Certificates.ListAsync("shop"));

        await paas.AdvanceAsync(TimeSpan.FromDays(100));
        Assert.Single(_issuer.Asked);
        await paas.CrashAsync();
        await paas.AdvanceAsync(TimeSpan.FromDays(30));

        Assert.True(_issuer.Asked.Count > 1, "It was not renewed.");
        var after = Assert.Single(await paas.Platform.Certificates.ListAsync("shop"));
        Assert.Equal((before.Id, before.Name), (after.Id, after.Name));
        Assert.NotEqual(before.Chain, after.Chain);
        Assert.Equal(after.Chain, _tls.Hosts["www.example.com"].Chain);
    }

    [Fact]
    public async Task Automatic_IssuerThatFails_IsAskedAgainAfterAnHour_AndOneThatRefusesOnlyByRefresh()
    {
        await using var paas = await StartAsync();
        _issuer.Fails = static hostname => hostname == "no.example.com" ? new PaasException(PaasErrors.InvalidParams, "Never.") : new InvalidOperationException("secret detail");
        await paas.Platform.Certificates.SetAutomaticAsync("shop", true);
        await paas.Platform.Domains.AddAsync("shop", "no.example.com");
        await paas.Platform.Domains.AddAsync("shop", "slow.example.com");
        await paas.SettleAsync();
        Assert.Equal((AcmStatus.Failed, "Never."), ((await DomainAsync(paas, "no.example.com")).AcmStatus, (await DomainAsync(paas, "no.example.com")).AcmReason));
        Assert.Equal((AcmStatus.Failing, false), ((await DomainAsync(paas, "slow.example.com")).AcmStatus, (await DomainAsync(paas, "slow.example.com")).AcmReason!.Contains("secret", StringComparison.Ordinal)));

        _issuer.Fails = static _ => null;
        await paas.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(["slow.example.com"], _tls.Hosts.Keys);
        await paas.Platform.Certificates.RefreshAsync("shop");
        await paas.SettleAsync();

        Assert.Equal(["no.example.com", "slow.example.com"], _tls.Hosts.Keys.Order());
        Assert.Equal(AcmStatus.Issued, (await DomainAsync(paas, "no.example.com")).AcmStatus);
    }

    [Fact]
    public async Task Automatic_DomainWithACertificateOfItsOwn_IsLeftAlone()
    {
        await using var paas = await StartAsync();
        var made = MadeCertificate.For("Made", ["www.example.com"]);
        var endpoint = await paas.Platform.Certificates.CreateAsync("shop", made.Certificate, made.Key);
        await paas.Platform.Certificates.SetAutomaticAsync("shop", true);
        await paas.Platform.Domains.AddAsync("shop", "www.example.com", endpoint.Name);
        await paas.SettleAsync();
        Assert.Empty(_issuer.Asked);
        Assert.Null((await DomainAsync(paas, "www.example.com")).AcmStatus);

        await paas.Platform.Domains.UpdateAsync("shop", "www.example.com", null);
        await paas.SettleAsync();
        var automatic = (await paas.Platform.Certificates.ListAsync("shop")).Single(static endpoint => endpoint.IsAutomatic);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => paas.Platform.Certificates.DeleteAsync("shop", automatic.Name));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => paas.Platform.Certificates.UpdateAsync("shop", automatic.Name, made.Certificate, made.Key));

        await paas.Platform.Domains.UpdateAsync("shop", "www.example.com", endpoint.Name);
        Assert.Equal(made.Certificate, _tls.Hosts["www.example.com"].Chain);
        Assert.False(Assert.Single(await paas.Platform.Certificates.ListAsync("shop")).IsAutomatic);
    }

    [Fact]
    public async Task LocalIssuer_IssuesFromOneAuthority_ButNoWildcards()
    {
        await using var paas = await TestPaas.StartAsync();
        var issuer = paas.Services.GetRequiredService<ICertificateIssuer>();

        var first = await issuer.IssueAsync("www.example.com", TestContext.Current.CancellationToken);
        var second = await issuer.IssueAsync("api.example.com", TestContext.Current.CancellationToken);

        var (one, two) = (CertificateRules.Check(first.Chain, first.PrivateKey), CertificateRules.Check(second.Chain, second.PrivateKey));
        Assert.Equal(["www.example.com"], one.Facts.Names);
        Assert.Equal(one.Facts.Issuer, two.Facts.Issuer);
        Assert.EndsWith(await File.ReadAllTextAsync(Path.Combine(paas.DataDirectory, "certificates", "apps-ca.pem"), TestContext.Current.CancellationToken), one.Chain, StringComparison.Ordinal);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => issuer.IssueAsync("*.example.com", TestContext.Current.CancellationToken).AsTask());
        Assert.DoesNotContain("PRIVATE", first.ToString(), StringComparison.Ordinal);
    }

    private static async Task<Domain> DomainAsync(TestPaas paas, string hostname) =>
        (await paas.Platform.Domains.ListAsync("shop")).Single(domain => domain.Hostname == hostname);

    private async Task<TestPaas> StartAsync()
    {
        var paas = await TestPaas.StartAsync(services => services.AddSingleton<ITlsCertificates>(_tls).AddSingleton<ICertificateIssuer>(_issuer));
        await paas.Platform.Apps.CreateAsync("shop");
        return paas;
    }
}
