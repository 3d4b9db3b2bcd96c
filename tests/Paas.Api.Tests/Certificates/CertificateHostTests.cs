using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paas.Api.Tests.Certificates;

/// <summary>Certificates of apps on a real host: files, router, TLS.</summary>
public sealed class CertificateHostTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("paas-certificates-").FullName;

    [Fact]
    public async Task Certificate_OfADomain_IsShownInTheHandshake_AlsoAfterARestart()
    {
        var (certificate, key) = TestCertificates.For("secure.example.com", "*.example.org");
        using var expected = X509Certificate2.CreateFromPem(certificate);
        string automatic;
        await using (var host = await StartAsync())
        {
            var platform = host.Services.GetRequiredService<IPlatform>();
            await platform.Apps.CreateAsync("shop", TestContext.Current.CancellationToken);
            var endpoint = await platform.Certificates.CreateAsync("shop", certificate, key, TestContext.Current.CancellationToken);
            await platform.Domains.AddAsync("shop", "secure.example.com", endpoint.Name, TestContext.Current.CancellationToken);
            await platform.Domains.AddAsync("shop", "*.example.org", endpoint.Name, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Thumbprint, await HandshakeAsync(host, "secure.example.com"));
            Assert.Equal(expected.Thumbprint, await HandshakeAsync(host, "shop.example.org"));
            Assert.Null(await HandshakeAsync(host, "other.example.com"));

            await platform.Domains.AddAsync("shop", "auto.example.com", cancellationToken: TestContext.Current.CancellationToken);
            await platform.Certificates.SetAutomaticAsync("shop", true, TestContext.Current.CancellationToken);
            automatic = await UntilAsync(async () => await HandshakeAsync(host, "auto.example.com"));
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        await using (var host = await StartAsync())
        {
            Assert.Equal(expected.Thumbprint, await HandshakeAsync(host, "secure.example.com"));
            Assert.Equal(automatic, await HandshakeAsync(host, "auto.example.com"));
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith("-key.pem", StringComparison.Ordinal)))
            Assert.False((await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Contains(key.Split('\n')[1], StringComparison.Ordinal), $"{file} has the private key.");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = _root);
        builder.Services.AddPaas(static paas => paas.AddRouter(static router => router.Listen(0).ListenTls(0)).AddApi(static api => api.Listen(0)));
        var app = builder.Build();
        app.MapPaasApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Thumbprint of what the router shows for a name; null when it turns the client away.</summary>
    private static async Task<string?> HandshakeAsync(WebApplication host, string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Services.GetRequiredService<HttpRouter>().TlsEndPoints[0].Port, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // what is shown is looked at below
        await using var tls = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is System.Security.Authentication.AuthenticationException or IOException)
        {
            return null;
        }

        return tls.RemoteCertificate!.GetCertHashString();
    }

    private static async Task<string> UntilAsync(Func<Task<string?>> read)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await read() is { } found)
                return found;
            await Task.Delay(20, patience.Token);
        }
    }
}
