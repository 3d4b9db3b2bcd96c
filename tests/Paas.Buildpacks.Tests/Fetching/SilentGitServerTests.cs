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
    private readonly TestBuild _build;

    public SilentGitServerTests() => _build = new TestBuild(_app);

    public void Dispose()
    {
        _build.Dispose();
        _data.Dispose();
        _app.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\nContent-Length: 1000\r\n\r\n001e# service=git-upload-pack\n")]
    public async Task Fetch_ServerFallsSilent_EndsWithItsTime(string beginning)
    {
        var (fetch, client) = await FetchAsync(beginning);
        using var _ = client;

        _time.Advance(TimeSpan.FromMinutes(5));

        var error = await Assert.ThrowsAsync<PaasException>(() => fetch);
        Assert.EndsWith("/pack.git could not be fetched within 5 minutes.", error.Message, StringComparison.Ordinal);
        // The client has hung up: nobody waits any more.
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("404 Not Found", "pack.git could not be fetched: the server answered 404.")]
    [InlineData("200 OK\r\nContent-Type: text/plain", "does not speak git's smart protocol")]
    public async Task Fetch_ServerIsNone_TellsWhatItAnswered(string answer, string expected)
    {
        var (fetch, client) = await FetchAsync($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
        using var _ = client;

        var error = await Assert.ThrowsAsync<PaasException>(() => fetch);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Asks a server for a buildpack, which answers so.</summary>
    private async Task<(Task Fetch, TcpClient Server)> FetchAsync(string answer)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resolver = new BuildpackResolver(
            [new ProcfileBuildpack()], Options.Create(new BuildpackOptions { AllowPrivateAddresses = true }), Options.Create(new PaasOptions { DataDirectory = _data.Path }), _time);
        var fetch = resolver.ResolveAsync([$"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/pack.git"], _build.Context, cancellationToken).AsTask();
        var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096], cancellationToken));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        return (fetch, client);
    }
}
