using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Paas.Harness;

namespace Paas.Tls;

public sealed class TlsHandshakeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    [Theory]
    [InlineData("app.localhost", "app.localhost")]
    [InlineData("APP.localhost", "app.localhost")]
    [InlineData("other.app.localhost", "*.app.localhost")]
    [InlineData("deep.other.app.localhost", "default.localhost")]
    [InlineData("example.com", "default.localhost")]
    [InlineData("", "default.localhost")]
    public async Task Name_AskedFor_GetsItsCertificate(string name, string certificate)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno, options =>
        {
            options.Tls.Certificates.Set("*.app.localhost", TestCertificate.For("*.app.localhost"));
            options.Tls.Certificates.Default = TestCertificate.For("default.localhost");
        });
        using var client = await router.ConnectCarelessAsync(name);
        using var shown = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(client.Tls.RemoteCertificate!.GetRawCertData());
        Assert.Equal([certificate], CertificateNames.Of(shown, acceptsCommonName: false));
    }

    [Theory]
    [InlineData("other.localhost")]
    [InlineData("")]
    public async Task Name_WithoutCertificate_IsToldSo(string name)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        var error = await Assert.ThrowsAsync<AuthenticationException>(() => router.ConnectTlsAsync(name));
        Assert.Contains("unrecognized name", error.InnerException!.ToString(), StringComparison.Ordinal);
        await router.EndedAsync(TlsEnd.UnknownName, 1);
    }

    [Fact]
    public async Task Chain_OfIntermediates_IsSent()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        // The client knows the root only, so it would fail without.
        using var client = await router.ConnectTlsAsync();
        await client.SendAsync(Get);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false, "tls1.2")]
    [InlineData(SslProtocols.Tls13, false, "tls1.3")]
    [InlineData(SslProtocols.Tls13, true, "tls1.3")]
    public async Task Version_InUse_IsInTheLine(SslProtocols protocol, bool require, string text)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TlsClients.StartAsync(dyno, options => options.Tls.RequireTls13 = require);
        using var client = await router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = protocol);
        await client.SendAsync(Get);
        var echo = (await client.ReadAsync())!.Body;
        Assert.Contains("X-Forwarded-Proto: https\n", echo, StringComparison.Ordinal);
        Assert.Contains($"X-Forwarded-Port: {router.TlsEndPoint().Port}\n", echo, StringComparison.Ordinal);
        Assert.EndsWith($" protocol=http1.1 tls=true tls_version={text}", await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls12_WhereTls13IsRequired_IsRefused()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno, options => options.Tls.RequireTls13 = true);
        await Assert.ThrowsAsync<AuthenticationException>(() => router.ConnectTlsAsync(configure: options => options.EnabledSslProtocols = SslProtocols.Tls12));
        await router.EndedAsync(TlsEnd.Failed, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Tls11_AndOlder_AreRefused(byte minor)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno, options => options.Tls.Certificates.Default = TestCertificate.For("app.localhost"));
        using var client = await router.ConnectRawAsync();
        await client.SendAsync(Hello(minor));
        // A fatal alert, protocol_version.
        var alert = await client.ReadExactlyAsync(7);
        Assert.Equal(((char)21, (char)2, (char)70), (alert[0], alert[5], alert[6]));
        Assert.True(await client.IsClosedAsync());
        await router.EndedAsync(TlsEnd.Failed, 1);
    }

    [Theory]
    [InlineData("spdy/3,http/1.1", true, "http/1.1")]
    [InlineData("http/1.1,h2", true, "h2")]
    [InlineData("http/1.1,h2", false, "http/1.1")]
    [InlineData("", true, "")]
    public async Task Protocol_OfTheClientsOffer_IsChosen(string offer, bool http2, string chosen)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno, options => options.Http2.IsEnabled = http2);
        using var client = await router.ConnectTlsAsync(configure: options =>
            options.ApplicationProtocols = offer.Length == 0 ? null : [.. offer.Split(',').Select(name => new SslApplicationProtocol(name))]);
        Assert.Equal(chosen, client.Tls.NegotiatedApplicationProtocol.ToString());
    }

    [Fact]
    public async Task Http2_OverTls_IsServed()
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TlsClients.StartAsync(dyno);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = TlsClients.Trust() },
            ConnectCallback = async (_, cancellationToken) => new NetworkStream((await router.ConnectRawAsync()).Socket, ownsSocket: true),
        };
        using var http = new HttpClient(handler);
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://app.localhost/")
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StringContent(new string('x', 100_000)),
            };
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(new Version(2, 0), response.Version);
            var echo = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("X-Forwarded-Proto: https\n", echo, StringComparison.Ordinal);
            Assert.EndsWith(new string('x', 100_000), echo, StringComparison.Ordinal);
            Assert.EndsWith(" protocol=http2.0 tls=true tls_version=tls1.3", await router.Log.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Handshake_ThatTakesTooLong_IsCutOff()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var silent = await router.ConnectRawAsync();
        using var slow = await router.ConnectRawAsync();
        await slow.SendAsync(Hello(3)[..20]);
        var started = router.Time.GetUtcNow();
        Assert.True(await router.AdvanceUntilAsync(silent.IsClosedAsync()));
        Assert.True(await router.AdvanceUntilAsync(slow.IsClosedAsync()));
        Assert.True(router.Time.GetUtcNow() - started >= router.Options.Tls.HandshakeTimeout);
        Assert.Equal(2, router.Router.Context.Tls.Counts.Of(TlsEnd.TimedOut));
    }

    [Fact]
    public async Task Handshakes_AboveTheLimit_AreClosed()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno, options => options.Tls.MaxHandshakes = 2);
        using var first = await router.ConnectTlsAsync();
        while (router.Router.Context.Handshakes.Count > 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        using var second = await router.ConnectRawAsync();
        using var third = await router.ConnectRawAsync();
        while (router.Router.Context.Handshakes.Count < 2)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        using var fourth = await router.ConnectRawAsync();
        Assert.True(await fourth.IsClosedAsync());
        Assert.Equal(1, router.Router.Context.Tls.Counts.Of(TlsEnd.Refused));

        // Those that are through are not touched.
        await first.SendAsync(Get);
        Assert.Equal("ok", (await first.ReadAsync())!.Body);
    }

    [Fact]
    public async Task PlainHttp_ToTheTlsPort_IsClosedQuietly()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var listener = new Telemetry.TestMeter(router.Router.Context.Instruments.Meter);
        using var client = await router.ConnectRawAsync();
        await client.SendAsync(Get);
        Assert.True(await client.IsClosedAsync());
        Assert.Equal("paas.router.tls.result=not_tls", Assert.Single(listener.Of("paas.router.tls.handshakes")).Tags);
        Assert.Equal(1, router.Router.Context.Tls.Counts.Of(TlsEnd.NotTls));
        Assert.Equal(0, router.Log.Count);
    }

    [Fact]
    public async Task Tls_ToThePlainPort_Is400()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectAsync();
        await client.SendAsync(Hello(3));
        Assert.Equal(400, (await client.ReadAsync())!.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Stop_DuringHandshake_EndsIt()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectRawAsync();
        await client.SendAsync(Hello(3)[..20]);
        while (router.Router.Context.Handshakes.Count < 1)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        await router.Router.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(await client.IsClosedAsync());
    }

    [Theory]
    [InlineData(new byte[] { 22, 3, 1, 255, 255, 1 })]
    [InlineData(new byte[] { 22, 3, 1, 0, 4, 1, 0, 0, 0 })]
    [InlineData(new byte[] { 22, 3, 1, 0, 5, 2, 0, 0, 1, 0 })]
    [InlineData(new byte[] { 22, 3, 1, 0, 0, 22, 3, 1, 0, 0 })]
    public async Task Nonsense_InsteadOfHello_IsClosed(byte[] bytes)
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectRawAsync();
        await client.SendAsync(bytes);
        client.EndOutput();
        try
        {
            await client.ReadToEndAsync();
        }
        catch (SocketException)
        {
            // An alert may come, or the close of a connection on which we still sent.
        }
        await router.EndedAsync(TlsEnd.Failed, 1);
    }

    // A hello of TLS 1.0 (1) to 1.2 (3) that offers two old suites.
    private static byte[] Hello(byte minor)
    {
        var random = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");
        byte[] body = [3, minor, .. random, 0, 0, 4, 0xC0, 0x13, 0x00, 0x2F, 1, 0];
        return [22, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
    }
}
