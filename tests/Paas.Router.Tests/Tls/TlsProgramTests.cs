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

    private static async Task<string> RunAsync(string program, string arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }
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
}
