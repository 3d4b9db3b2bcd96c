using System.Diagnostics;
using Paas.Harness;

namespace Paas.Tls;

/// <summary>Clients that share no code with ours: curl and openssl, where they are installed.</summary>
public sealed class TlsProgramTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("--http1.1", " protocol=http1.1 tls=true tls_version=tls1.3")]
    [InlineData("--http2", " protocol=http2.0 tls=true tls_version=tls1.3")]
    [InlineData("--tls-max 1.2", " tls=true tls_version=tls1.2")]
    public async Task Curl_Request_IsServed(string option, string line)
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        using var directory = new TemporaryDirectory();
        var root = directory.Write("root.pem", TestCertificate.Root.ExportCertificatePem());
        var port = router.TlsEndPoint().Port;
        var result = await RunAsync("curl", $"-sS {option} --cacert {root} --resolve app.localhost:{port}:127.0.0.1 https://app.localhost:{port}/");
        Assert.Equal("ok", result);
        Assert.EndsWith(line, await router.Log.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Openssl_Session_IsResumed(string version)
    {
        using var dyno = new TestDyno().Answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        await using var router = await TlsClients.StartAsync(dyno);
        using var directory = new TemporaryDirectory();
        var root = directory.Write("root.pem", TestCertificate.Root.ExportCertificatePem());
        var session = directory.Path("session.pem");
        var connect = $"s_client -connect 127.0.0.1:{router.TlsEndPoint().Port} -servername app.localhost -CAfile {root} -verify_return_error -ign_eof {version}";
        const string Request = "GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n";
        var first = await RunAsync("openssl", $"{connect} -sess_out {session}", Request);
        Assert.Contains("\nNew, ", first, StringComparison.Ordinal);
        Assert.Contains("Verify return code: 0 (ok)", first, StringComparison.Ordinal);
        var second = await RunAsync("openssl", $"{connect} -sess_in {session}", Request);
        Assert.Contains("\nReused, ", second, StringComparison.Ordinal);
        Assert.Contains("\r\nok", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_WithAnUnknownName_IsToldSo()
    {
        using var dyno = new TestDyno();
        await using var router = await TlsClients.StartAsync(dyno);
        var result = await RunAsync("openssl", $"s_client -connect 127.0.0.1:{router.TlsEndPoint().Port} -servername nowhere.localhost");
        Assert.Contains("unrecognized name", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_NewKeysInBetween_AreTaken()
    {
        // A key update (RFC 8446 §4.6.3) is a record without data for us.
        using var dyno = new TestDyno().Answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        await using var router = await TlsClients.StartAsync(dyno);
        using var process = Start("openssl", $"s_client -connect 127.0.0.1:{router.TlsEndPoint().Port} -servername app.localhost -tls1_3");
        await ReadUntilAsync(process.StandardOutput, "---");
        for (var i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteAsync("K\n");
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            await ReadUntilAsync(process.StandardError, "KEYUPDATE");
        }
        await process.StandardInput.WriteAsync("GET / HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await ReadUntilAsync(process.StandardOutput, "HTTP/1.1 200 OK");
        Assert.Contains(" status=200 ", await router.Log.NextAsync(), StringComparison.Ordinal);
        process.Kill();
    }

    private static async Task ReadUntilAsync(StreamReader output, string mark)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.Contains(mark, StringComparison.Ordinal))
                return;
        }
        throw new EndOfStreamException($"The program ended without '{mark}'.");
    }

    private static async Task<string> RunAsync(string program, string arguments, string input = "")
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
        return await output + await errors;
    }

    private static Process Start(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
            throw;
        }
    }
}
