using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Paas.Apps;
using Paas.Testing;

namespace Paas.Formations;

/// <summary>Checks of a real port.</summary>
public sealed class HealthProbeTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HealthProbeTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(200, null, null)]
    [InlineData(302, null, null)]
    [InlineData(503, null, "GET /health was answered with 503 instead of a status below 400")]
    [InlineData(200, 204, "GET /health was answered with 200 instead of 204")]
    [InlineData(204, 204, null)]
    public async Task Check_Path_IsHeldAgainstTheStatus(int answer, int? expected, string? problem)
    {
        var serving = ServeOnceAsync($"HTTP/1.1 {answer} X\r\nContent-Length: 0\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n");

        Assert.Equal(problem, await CheckAsync(new HealthCheck { Path = "/health", Status = expected, Timeout = TimeSpan.FromMinutes(1) }));
        var request = await serving;
        Assert.StartsWith("GET /health HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Host: shop.localhost\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Port_IsAConnection()
    {
        Assert.Null(await CheckAsync(new HealthCheck()));
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        Assert.StartsWith("a connection to $PORT failed: ", await CheckAsync(new HealthCheck(), (IPEndPoint)deaf.LocalEndPoint!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoAnswer_IsCutOff() =>
        Assert.Equal("GET / took more than 0.05 s", await CheckAsync(new HealthCheck { Path = "/", Timeout = TimeSpan.FromMilliseconds(50) }));

    private async Task<string?> CheckAsync(HealthCheck check, IPEndPoint? address = null)
    {
        await using var paas = await TestPaas.StartAsync(static services => services.AddSingleton(TimeProvider.System));
        await paas.Platform.Apps.CreateAsync("shop");
        var app = paas.Services.GetRequiredService<AppDirectory>().All.Single();
        var dyno = new DynoInstance
        {
            Id = Guid.NewGuid(),
            Type = "web",
            Index = 1,
            Release = 1,
            Size = "standard-1x",
            Command = "serve",
            Phase = DynoPhase.Listening,
            StartedAt = default,
            ChangedAt = default,
            Address = address ?? (IPEndPoint)_listener.LocalEndpoint,
        };
        return await paas.Services.GetRequiredService<HealthProbe>().CheckAsync(app.Model, dyno, check, "localhost");
    }

    private async Task<string> ServeOnceAsync(string answer)
    {
        using var socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var request = new byte[4_096];
        var count = await socket.ReceiveAsync(request, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(request, 0, count);
    }
}
