using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Paas.Api.Rendezvous;

namespace Paas.Api.Local;

/// <summary>Adds the listeners of <see cref="ApiOptions.Listen"/> to Kestrel.</summary>
internal sealed class ApiListeners(IOptions<ApiOptions> options, LocalCertificate certificate, RendezvousPoint rendezvous) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        if (options.Value is not { Port: { } port, TlsPort: { } tlsPort })
            return;
        Listen(kestrel, port, static _ => { });
        Listen(kestrel, tlsPort, listener =>
        {
            listener.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate.Get() });
            listener.Use(next => connection => rendezvous.ServeAsync(connection, next));
        });
    }

    /// <summary>On both loopback addresses, since some resolvers give the one for localhost and some the other; a free port is one address's.</summary>
    private static void Listen(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        if (port == 0)
            kestrel.Listen(IPAddress.Loopback, 0, configure);
        else
            kestrel.ListenLocalhost(port, configure);
    }
}
