using Paas.Harness;

namespace Paas.Errors.Table;

/// <summary>Failures that need a TLS client.</summary>
internal static class TlsCases
{
    public static Task<ErrorCase> MisdirectedAsync() =>
        RequestAsync("H31", "over TLS, the client asked for one host in the handshake and for another in the request", "other.localhost");

    public static Task<ErrorCase> CertificateMismatchAsync() =>
        RequestAsync("H32", "over TLS, no certificate is for the host, and the client does not mind the default one", "app.localhost");

    private static async Task<ErrorCase> RequestAsync(string code, string how, string name)
    {
        using var dyno = new TestDyno().Echo();
        await using var router = await TlsClients.StartAsync(dyno, options =>
        {
            options.Tls.Certificates.Remove("app.localhost");
            options.Tls.Certificates.Default = TestCertificate.For("other.localhost");
        });
        using var client = await router.ConnectCarelessAsync(name);
        await client.SendAsync("GET /x?y=1 HTTP/1.1\r\n" + Provoke.Fields + "User-Agent: test\r\n\r\n");
        return ErrorCase.Of(code, how, await client.ReadAsync(), await router.Log.NextAsync());
    }
}
