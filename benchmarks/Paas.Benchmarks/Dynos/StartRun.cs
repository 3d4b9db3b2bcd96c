using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Paas.Docker;
using Paas.Testing;

namespace Paas.Dynos;

/// <summary>Starts dynos of one driver, one after the other.</summary>
internal sealed class StartRun(IDynoDriver driver) : IAsyncDisposable
{
    private const string Web =
        "my $s = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 5, ReuseAddr => 1) or die $@; sleep 1000";

    private readonly DynoEventLog _events = new(driver);

    /// <summary>From the call to the report that it listens.</summary>
    public async Task<TimeSpan> MeasureAsync(string slug)
    {
        var spec = new DynoSpec
        {
            Id = Guid.NewGuid(),
            AppId = Guid.NewGuid(),
            Name = "web.1",
            Type = "web",
            Command = $"exec perl -MIO::Socket::INET -e '{Web}'",
            SlugDigest = slug,
            NeedsPort = true,
        };
        var started = Stopwatch.GetTimestamp();
        await driver.StartAsync(spec, CancellationToken.None);
        await _events.WaitAsync<DynoListening>(spec.Id, static listening => listening.OnPort, CancellationToken.None);
        var time = Stopwatch.GetElapsedTime(started);
        await driver.StopAsync(spec.Id, TimeSpan.FromSeconds(5), CancellationToken.None);
        await _events.WaitForExitAsync(spec.Id, CancellationToken.None);
        return time;
    }

    /// <summary>The process alone, until it answers.</summary>
    public static async Task<TimeSpan> BootAsync()
    {
        const int Port = 28_999;
        var start = new ProcessStartInfo("bash", ["-c", $"exec perl -MIO::Socket::INET -e '{Web}'"]);
        start.Environment["PORT"] = Port.ToString(CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port));
                break;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        var time = Stopwatch.GetElapsedTime(started);
        process.Kill();
        await process.WaitForExitAsync();
        return time;
    }

    /// <summary>A container by the daemon's own client, until it runs.</summary>
    public static async Task<TimeSpan> DockerRunAsync(DockerDaemon daemon)
    {
        var started = Stopwatch.GetTimestamp();
        var container = await daemon.DockerAsync("run", "-d", "--network", "paas", DockerDaemon.Image, "sleep", "1000");
        var time = Stopwatch.GetElapsedTime(started);
        await daemon.DockerAsync("rm", "-f", container);
        return time;
    }

    public async ValueTask DisposeAsync()
    {
        if (driver is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        await _events.DisposeAsync();
    }
}
