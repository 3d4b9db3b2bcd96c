using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Paas.Api.Tests.Rendezvous;

public sealed class RendezvousPointTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attach_WithTheAddressOfRun_CarriesTheDynosBytes()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        var run = (await host.SendAsync("POST", "/apps/shop/dynos", """{"attach":true,"command":"bash","env":{"TERM":"xterm","COLUMNS":132,"LINES":"43"}}""")).Expect(201).Json;
        var url = new Uri(run.GetProperty("attach_url").GetString()!);
        Assert.Equal(("rendezvous", "localhost", host.TlsAddress.Port), (url.Scheme, url.Host, url.Port));

        await using var tls = await ConnectAsync(host);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(url.AbsolutePath[1..] + "\r\n"), Stopping);
        Assert.Equal("rendezvous\r\n", await ReadAsync(tls));
        await host.Paas.SettleAsync();
        var dyno = host.Paas.Driver.Find(run.GetProperty("name").GetString()!);
        Assert.Equal((new TerminalSize(132, 43), "xterm"), (dyno.Spec.Attachment!.Terminal!.Value, dyno.Spec.Environment["TERM"]));

        dyno.Write("$ ");
        Assert.Equal("$ ", await ReadAsync(tls));
        await tls.WriteAsync("ls\r"u8.ToArray(), Stopping);
        while (dyno.Input != "ls\r")
            await Task.Delay(10, Stopping);
        dyno.Write("a b\r\n");
        dyno.Exit(0);

        using var rest = new StreamReader(tls);
        Assert.Equal("a b\r\n", await rest.ReadToEndAsync(Stopping));
    }

    [Fact]
    public async Task Attach_WithoutTerminal_GivesPipes()
    {
        await using var host = await ApiHost.StartWithShopAsync();

        var run = (await host.SendAsync("POST", "/apps/shop/dynos", """{"attach":true,"command":"cat","force_no_tty":true}""")).Expect(201).Json;

        var url = new Uri(run.GetProperty("attach_url").GetString()!);
        await using var tls = await ConnectAsync(host);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(url.AbsolutePath[1..] + "\r\n"), Stopping);
        Assert.Equal("rendezvous\r\n", await ReadAsync(tls));
        await host.Paas.SettleAsync();
        Assert.Null(host.Paas.Driver.Find(run.GetProperty("name").GetString()!).Spec.Attachment!.Terminal);
    }

    [Theory]
    [InlineData("rendezvous/AAAA\r\n")]
    [InlineData("rendezvous/\r\n")]
    public async Task Attach_WithAMadeUpSecret_IsRefused(string line)
    {
        await using var host = await ApiHost.StartWithShopAsync();
        await using var tls = await ConnectAsync(host);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(line), Stopping);

        using var rest = new StreamReader(tls);
        Assert.Contains("Couldn't find that", await rest.ReadToEndAsync(Stopping));
    }

    [Fact]
    public async Task Http_OnTheSamePort_IsServed()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        await using var tls = await ConnectAsync(host);
        await tls.WriteAsync("r"u8.ToArray(), Stopping); // the beginning of both
        await tls.WriteAsync("ubbish / HTTP/1.1\r\n\r\n"u8.ToArray(), Stopping);
        Assert.StartsWith("HTTP/1.1 400", await ReadAsync(tls));

        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = Trust, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.TlsAddress, "/apps/shop")) { Headers = { { "Authorization", $"Bearer {host.Token}" } } };
        using var response = await http.SendAsync(request, Stopping);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private static SslClientAuthenticationOptions Trust => new() { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost" };

    private static async Task<SslStream> ConnectAsync(ApiHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", host.TlsAddress.Port, Stopping);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(Trust, Stopping);
        return tls;
    }

    /// <summary>The next record.</summary>
    private static async Task<string> ReadAsync(SslStream tls)
    {
        var buffer = new byte[4_096];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, await tls.ReadAsync(buffer, Stopping)));
    }
}
