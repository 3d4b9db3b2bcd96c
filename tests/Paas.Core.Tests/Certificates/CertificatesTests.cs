using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Paas.Access;
using Paas.Testing;

namespace Paas.Certificates;

public sealed class CertificatesTests
{
    private static readonly MadeCertificate _made = MadeCertificate.For("Made", ["www.example.com", "*.example.org"]);
    private static readonly MadeCertificate _renewed = MadeCertificate.For("Renewed", ["www.example.com"]);

    private readonly RecordingTls _tls = new();

    [Fact]
    public async Task Certificate_UsedByADomain_IsShownByTheRouterUntilItGoes()
    {
        await using var paas = await StartAsync();
        var platform = paas.Platform;
        var endpoint = await platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);
        Assert.Matches("^[a-z][a-z0-9-]{2,29}$", endpoint.Name);
        Assert.Empty(endpoint.Domains);
        Assert.Empty(_tls.Hosts);

        Assert.Equal(endpoint.Id, (await platform.Domains.AddAsync("shop", "www.example.com", endpoint.Name)).SniEndpointId);
        await platform.Domains.AddAsync("shop", "*.example.org");
        await platform.Domains.UpdateAsync("shop", "*.example.org", endpoint.Id.ToString());
        Assert.Equal(["*.example.org", "www.example.com"], (await platform.Certificates.ListAsync("shop"))[0].Domains);
        Assert.Equal(["*.example.org", "www.example.com"], _tls.Hosts.Keys.Order());
        Assert.Equal((_made.Certificate, _made.Key), (_tls.Hosts["www.example.com"].Chain, _tls.Hosts["www.example.com"].PrivateKey));

        await platform.Domains.UpdateAsync("shop", "*.example.org", null);
        Assert.Equal(["www.example.com"], _tls.Hosts.Keys);
        await platform.Certificates.UpdateAsync("shop", endpoint.Name, _renewed.Certificate, _renewed.Key);
        Assert.Equal(_renewed.Certificate, _tls.Hosts["www.example.com"].Chain);

        await platform.Certificates.DeleteAsync("shop", endpoint.Name);
        Assert.Empty(_tls.Hosts);
        Assert.Null((await platform.Domains.ListAsync("shop")).Single(static domain => domain.Hostname == "www.example.com").SniEndpointId);
        var log = await paas.LogAsync("shop");
        Assert.Contains($"Add certificate {endpoint.Name} by user", log, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_AfterACrash_IsShownAgain_AndItsKeyIsSealed()
    {
        await using var paas = await StartAsync();
        var endpoint = await paas.Platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);
        await paas.Platform.Domains.AddAsync("shop", "www.example.com", endpoint.Name);
        var secret = Convert.ToBase64String(Encoding.ASCII.GetBytes(_made.Key))[..40];
        var line = _made.Key.Split('\n')[1];

        _tls.Hosts.Clear();
        await paas.CrashAsync();

        Assert.Equal(_made.Key, _tls.Hosts["www.example.com"].PrivateKey);
        Assert.Equal([endpoint with { Domains = [] }], (await paas.Platform.Certificates.ListAsync("shop")).Select(found => endpoint with { Id = found.Id, Name = found.Name, Chain = found.Chain, CreatedAt = found.CreatedAt, UpdatedAt = found.UpdatedAt, Domains = [] }));
        foreach (var document in await paas.State.ListAsync("app/", TestContext.Current.CancellationToken))
        {
            var json = Encoding.UTF8.GetString(document.Json!.Value.Span);
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
            Assert.DoesNotContain(line, json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificate_ForOtherNames_IsRefusedWhereItWouldBeUsed()
    {
        await using var paas = await StartAsync();
        var platform = paas.Platform;
        var endpoint = await platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);
        await platform.Domains.AddAsync("shop", "a.example.org", endpoint.Name);

        var added = await Refusal.OfAsync(PaasErrors.InvalidParams, () => platform.Domains.AddAsync("shop", "www.example.net", endpoint.Name));
        var updated = await Refusal.OfAsync(PaasErrors.InvalidParams, () => platform.Certificates.UpdateAsync("shop", endpoint.Name, _renewed.Certificate, _renewed.Key));
        await Refusal.OfAsync(PaasErrors.NotFound, () => platform.Domains.UpdateAsync("shop", "a.example.org", "nothing-12345"));
        await Refusal.OfAsync(PaasErrors.NotFound, () => platform.Domains.UpdateAsync("shop", "b.example.org", endpoint.Name));

        Assert.Equal($"The certificate {endpoint.Name} is not for www.example.net but for www.example.com, *.example.org. Use one that names the host.", added.Message);
        Assert.Contains("is not for a.example.org but for www.example.com", updated.Message, StringComparison.Ordinal);
        Assert.Equal(["a.example.org"], _tls.Hosts.Keys);
    }

    [Fact]
    public async Task Certificate_OfADestroyedApp_IsGone()
    {
        await using var paas = await StartAsync();
        var endpoint = await paas.Platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);
        await paas.Platform.Domains.AddAsync("shop", "www.example.com", endpoint.Name);

        await paas.Platform.Apps.DestroyAsync("shop");

        Assert.Empty(_tls.Hosts);
        Assert.Empty(await paas.State.ListAsync("app/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Certificate_ThatTheRouterRefuses_IsGivenAgain_AndOthersAreShown()
    {
        await using var paas = await StartAsync();
        var endpoint = await paas.Platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);
        _tls.Refused = "www.example.com";
        await paas.Platform.Domains.AddAsync("shop", "www.example.com", endpoint.Name);
        await paas.Platform.Domains.AddAsync("shop", "a.example.org", endpoint.Name);
        Assert.Equal(["a.example.org"], _tls.Hosts.Keys);

        _tls.Refused = null;
        await paas.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["a.example.org", "www.example.com"], _tls.Hosts.Keys.Order());
    }

    [Fact]
    public async Task Certificate_Expired_IsTakenWithAWarning()
    {
        await using var paas = await StartAsync();
        await paas.AdvanceAsync(TimeSpan.FromDays(365));

        var endpoint = await paas.Platform.Certificates.CreateAsync("shop", _made.Certificate, _made.Key);

        Assert.Contains("expired on 2026-06-01", Assert.Single(endpoint.Warnings), StringComparison.Ordinal);
    }

    private async Task<TestPaas> StartAsync()
    {
        var paas = await TestPaas.StartAsync(services => services.AddSingleton<ITlsCertificates>(_tls));
        await paas.Platform.Apps.CreateAsync("shop");
        return paas;
    }
}
