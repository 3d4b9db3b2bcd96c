using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paas.Builds;
using Paas.Procfiles;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>A git server that takes a request and says nothing, or stops in the middle: the fetch ends with its time, and so does its thread.</summary>
public sealed class SilentGitServerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestDirectory _data = new();
    private readonly TestDirectory _app = new();

    public void Dispose()
    {
        _data.Dispose();
        _app.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\nContent-Length: 1000\r\n\r\n001e# service=git-upload-pack\n")]
    public async Task Fetch_ServerFallsSilent_EndsWithItsTime(string beginning)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var build = new TestBuild(_app);
        var resolver = new BuildpackResolver(
            [new ProcfileBuildpack()], Options.Create(new BuildpackOptions { AllowPrivateAddresses = true }), Options.Create(new PaasOptions { DataDirectory = _data.Path }), _time);
        var fetch = resolver.ResolveAsync([$"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/pack.git"], build.Context, cancellationToken).AsTask();
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096], cancellationToken));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), cancellationToken);

        _time.Advance(TimeSpan.FromMinutes(5));

        var error = await Assert.ThrowsAsync<PaasException>(() => fetch);
        Assert.EndsWith("/pack.git could not be fetched within 5 minutes.", error.Message, StringComparison.Ordinal);
        // The client has hung up: nobody waits any more.
        Assert.Equal(0, await stream.ReadAsync(new byte[1], cancellationToken));
    }
}
