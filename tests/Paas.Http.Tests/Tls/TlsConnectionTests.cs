using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Tls;

/// <summary>TLS on top of pipes: what it costs no socket to say.</summary>
public sealed class TlsConnectionTests : IDisposable
{
    private static readonly X509Certificate2 Certificate = Create();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly FlowSignal _signal = new();
    private readonly TlsConnection _server;
    private readonly SslStream _client;

    public TlsConnectionTests()
    {
        var below = new PipeConnection(new Duplex(_toServer.Reader, _toClient.Writer));
        _server = new TlsConnection(below, name => name == "localhost"
            ? new SslServerAuthenticationOptions { ServerCertificate = Certificate }
            : null);
        _server.SetOwner(_signal);
        _client = new SslStream(new PipeStream(_toClient.Reader, _toServer.Writer));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Bytes_BothWays_ArriveInOrder()
    {
        await OpenAsync();
        Assert.Equal("localhost", _server.ServerName);
        var echo = EchoAsync();
        var sent = new byte[1_000_000];
        new Random(3).NextBytes(sent);
        var writing = Task.Run(async () =>
        {
            // Pieces of all sizes, within a record and beyond.
            for (int at = 0, size = 1; at < sent.Length; at += size, size = Math.Min(size * 3, sent.Length - at))
                await _client.WriteAsync(sent.AsMemory(at, Math.Min(size, sent.Length - at)));
        });
        var received = new byte[sent.Length];
        await _client.ReadExactlyAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        await writing;
        Assert.True(sent.AsSpan().SequenceEqual(received));

        await _client.ShutdownAsync();
        await echo.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_server.IsBroken);
        Assert.Equal(0, await _client.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Input_ThatEndsUnannounced_IsBroken()
    {
        await OpenAsync();
        var echo = EchoAsync();
        await _toServer.Writer.CompleteAsync();
        await echo.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(_server is { InputEnded: true, IsBroken: true });
    }

    [Fact]
    public async Task Record_TooLong_IsBroken()
    {
        await OpenAsync();
        var echo = EchoAsync();
        await _toServer.Writer.WriteAsync(new byte[] { 23, 3, 3, 0xFF, 0xFF });
        await echo.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(_server.IsBroken);
    }

    [Fact]
    public async Task Dispose_InTheMiddleOfAHandshake_EndsIt()
    {
        // The first flight is answered, and nobody waits for the client's last word.
        var connecting = _client.AuthenticateAsClientAsync(Options("localhost"));
        while (_server.SentTotal == 0 && _server.Handshake() == TlsHandshakeStatus.Waiting && _server.SentTotal == 0)
            await _signal.WaitAsync();
        _server.Dispose();
        _server.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await connecting;
            if (await _client.ReadAsync(new byte[1]) == 0)
                throw new EndOfStreamException();
        }).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static SslClientAuthenticationOptions Options(string name) => new()
    {
        TargetHost = name,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == Certificate.GetCertHashString(),
    };

    private async Task OpenAsync()
    {
        var connecting = _client.AuthenticateAsClientAsync(Options("localhost"));
        TlsHandshakeStatus status;
        while ((status = _server.Handshake()) == TlsHandshakeStatus.Waiting)
            await _signal.WaitAsync();
        Assert.Equal(TlsHandshakeStatus.Done, status);
        await connecting;
    }

    private async Task EchoAsync()
    {
        while (true)
        {
            _server.Write(_server.Input);
            _server.Consume(_server.Input.Length);
            var progress = _server.Flush();
            if (_server.InputEnded && _server.Unsent == 0)
            {
                _server.Finish();
                _server.Flush();
                _server.EndOutput();
                return;
            }
            progress |= _server.Receive(65536);
            if (!progress)
                await _signal.WaitAsync();
        }
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
