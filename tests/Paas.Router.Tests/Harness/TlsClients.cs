using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Harness;

/// <summary>TLS clients for a router, which trust the tests' authority only.</summary>
internal static class TlsClients
{
    /// <summary>A router that serves app.localhost on plain HTTP and, with a certificate for it, on HTTPS.</summary>
    public static async Task<TestRouter> StartAsync(TestDyno dyno, Action<RouterOptions>? configure = null)
    {
        var router = await TestRouter.StartAsync(options =>
        {
            options.ListenTls(0);
            options.Tls.Certificates.Set(TestCertificate.For("app.localhost"));
            configure?.Invoke(options);
        });
        await router.RouteAsync(RouteStatus.Serving, dyno);
        return router;
    }

    public static IPEndPoint TlsEndPoint(this TestRouter router) => router.Router.TlsEndPoints[0];

    /// <summary>Trusts the tests' authority and no other.</summary>
    public static X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { TestCertificate.Root },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>Connects without a handshake.</summary>
    public static async Task<SocketWire> ConnectRawAsync(this TestRouter router)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(router.TlsEndPoint(), TestContext.Current.CancellationToken);
        return new SocketWire(socket);
    }

    /// <summary>Connects and asks for a name; throws <see cref="AuthenticationException"/> unless the certificate is for it.</summary>
    public static async Task<TlsWire> ConnectTlsAsync(
        this TestRouter router, string name = "app.localhost", Action<SslClientAuthenticationOptions>? configure = null, bool dribbles = false)
    {
        var raw = await router.ConnectRawAsync();
        var network = new RecordedStream(raw.Socket) { Dribbles = dribbles };
        var tls = new SslStream(network);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = Trust(),
        };
        configure?.Invoke(options);
        try
        {
            await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
        return new TlsWire(raw.Socket, network, tls);
    }

    /// <summary>Connects as a client that does not look whom the certificate is for.</summary>
    public static Task<TlsWire> ConnectCarelessAsync(this TestRouter router, string name) =>
        router.ConnectTlsAsync(name, options =>
            options.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0);

    /// <summary>Waits until that many handshakes have ended so.</summary>
    public static async Task EndedAsync(this TestRouter router, Paas.Tls.TlsEnd end, int count)
    {
        while (router.Router.Context.Tls.Counts.Of(end) < count)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }
}
