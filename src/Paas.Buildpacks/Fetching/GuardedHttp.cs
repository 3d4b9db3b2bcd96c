using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Paas.Fetching;

/// <summary>HTTP that connects to addresses of the internet only, wherever a redirect or a name that changes its mind leads. A proxy may be anywhere: the host chose it.</summary>
internal static class GuardedHttp
{
    private const int MaxRedirects = 5;

    public static HttpClient Create(bool guarded)
    {
        var handler = new SocketsHttpHandler { MaxAutomaticRedirections = MaxRedirects, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
        if (guarded)
            handler.ConnectCallback = ConnectAsync;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var wanted = context.InitialRequestMessage.RequestUri!;
        var shown = $"{wanted.Scheme}://{wanted.Authority}";
        var direct = wanted.IdnHost == context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (direct && Array.Find(addresses, PrivateAddresses.Contains) is { } refused)
            throw PrivateAddresses.Refused(shown, refused);
        if (!direct)
            await PrivateAddresses.RefuseAsync(wanted, shown, cancellationToken);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
