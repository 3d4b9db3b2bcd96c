using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paas.Hosting;

/// <summary>The counter of failed requests counts failed requests.</summary>
public sealed class SteadyLoadTests
{
    [Fact]
    public async Task Report_AppInMaintenance_CountsEveryRequestAsFailed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        await platform.Platform.Apps.CreateAsync("shop", cancellationToken);
        await platform.Platform.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, cancellationToken);
        await using var load = new SteadyLoad(platform.UrlOf("shop"), echoes: true);

        await load.FlowsAsync();

        var report = load.NextPhase();
        Assert.Equal(report.Sent, report.Failures.Count);
        Assert.All(report.Failures, static failure => Assert.StartsWith("503", failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_KeptConnectionClosedBetweenRequests_CountsAFailureThoughTheClientRepeats()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = AnswerOncePerConnectionAsync(listener, stop.Token);
        await using (var load = new SteadyLoad(new Uri($"http://shop.localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), echoes: false))
        {
            await load.FlowsAsync();
            Assert.Contains("A kept connection was closed.", load.NextPhase().Failures);
        }

        await stop.CancelAsync();
        await serving;
    }

    /// <summary>A server that promises to keep connections and closes each after its first answer.</summary>
    private static async Task AnswerOncePerConnectionAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptSocketAsync(cancellationToken);
                await client.ReceiveAsync(buffer, cancellationToken);
                await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), cancellationToken);
                client.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // A client that went away, or the end.
            }
        }
    }
}
