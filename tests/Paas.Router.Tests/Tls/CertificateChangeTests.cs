using Paas.Harness;

namespace Paas.Tls;

public sealed class CertificateChangeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Get = "GET / HTTP/1.1\r\nHost: app.localhost\r\n\r\n";

    [Fact]
    public async Task Replaced_UnderLoad_DropsNoConnection()
    {
        const int Clients = 4;
        const int Changes = 40;
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        var certificates = Enumerable.Range(0, 3).Select(i => TestCertificate.For("app.localhost", $"n{i}.localhost")).ToArray();
        var seen = new HashSet<string>();
        var requests = 0;
        var handshakes = 0;
        var done = 0;

        async Task LoadAsync(bool keepsConnection)
        {
            using var kept = await router.ConnectTlsAsync();
            for (var i = 0; Volatile.Read(ref done) == 0 || i < 3; i++)
            {
                using var fresh = keepsConnection ? null : await router.ConnectTlsAsync();
                var client = fresh ?? kept;
                await client.SendAsync(Get);
                Assert.Equal("ok", (await client.ReadAsync())!.Body);
                Interlocked.Increment(ref requests);
                if (fresh is not null)
                {
                    Interlocked.Increment(ref handshakes);
                    lock (seen)
                        seen.Add(fresh.Tls.RemoteCertificate!.GetCertHashString());
                }
            }
            // The first one of all, from before every change, is still good.
            await kept.SendAsync(Get);
            Assert.Equal("ok", (await kept.ReadAsync())!.Body);
        }

        var load = Enumerable.Range(0, Clients).Select(i => Task.Run(() => LoadAsync(i % 2 == 0))).ToArray();
        for (var i = 0; i < Changes; i++)
        {
            router.Router.Certificates.Set("app.localhost", certificates[i % certificates.Length]);
            // Each gets its share of handshakes before the next comes.
            var target = Volatile.Read(ref handshakes) + 2;
            while (Volatile.Read(ref handshakes) < target && !load.Any(task => task.IsCompleted))
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Volatile.Write(ref done, 1);
        await Task.WhenAll(load);

        Assert.True(requests >= Changes);
        Assert.True(seen.Count >= certificates.Length);
        Assert.Equal(handshakes + Clients, router.Router.Context.Tls.Counts.Of(TlsEnd.Done));
        Assert.Equal(0, router.Router.Context.Tls.Counts.Of(TlsEnd.Failed));
    }

    [Fact]
    public async Task Removed_OpenConnectionsGoOn_NewOnesAreTurnedAway()
    {
        using var dyno = new TestDyno().Answer(Ok);
        await using var router = await TlsClients.StartAsync(dyno);
        using var client = await router.ConnectTlsAsync();
        Assert.True(router.Router.Certificates.Remove("app.localhost"));
        await Assert.ThrowsAnyAsync<System.Security.Authentication.AuthenticationException>(() => router.ConnectTlsAsync());
        await client.SendAsync(Get);
        Assert.Equal("ok", (await client.ReadAsync())!.Body);

        router.Router.Certificates.Set("app.localhost", TestCertificate.For("app.localhost"));
        using var again = await router.ConnectTlsAsync();
    }
}
