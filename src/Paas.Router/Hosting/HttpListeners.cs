using System.Net;
using System.Net.Sockets;

namespace Paas.Hosting;

/// <summary>Opens what the options ask to listen on, all or nothing.</summary>
internal static class HttpListeners
{
    private const int Backlog = 1024;
    private const int FreePortAttempts = 16;

    /// <summary>The open ports, those for plain HTTP first.</summary>
    public static List<RouterListener> Open(RouterOptions options)
    {
        var listensNowhere = options.EndPoints.Count + options.LoopbackPorts.Count + options.TlsEndPoints.Count + options.TlsLoopbackPorts.Count == 0;
        var listeners = new List<RouterListener>();
        try
        {
            Open(options.EndPoints, listensNowhere && !options.ListensNowhere ? [RouterOptions.DefaultPort] : options.LoopbackPorts, isTls: false, listeners);
            Open(options.TlsEndPoints, options.TlsLoopbackPorts, isTls: true, listeners);
            return listeners;
        }
        catch
        {
            foreach (var listener in listeners)
                listener.Socket.Dispose();
            throw;
        }
    }

    private static void Open(List<IPEndPoint> endPoints, List<int> loopbackPorts, bool isTls, List<RouterListener> listeners)
    {
        var opened = new List<SocketListener>();
        try
        {
            foreach (var endPoint in endPoints)
                opened.Add(Bind(endPoint));
            foreach (var port in loopbackPorts)
                OpenLoopback(port, opened);
        }
        finally
        {
            listeners.AddRange(opened.Select(listener => new RouterListener(listener, isTls)));
        }
    }

    // Browsers resolve app.localhost to either family, so both are served on the same port.
    private static void OpenLoopback(int port, List<SocketListener> listeners)
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = Bind(new IPEndPoint(IPAddress.Loopback, port));
            try
            {
                if (Socket.OSSupportsIPv6)
                    listeners.Add(SocketListener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, first.EndPoint.Port), Backlog));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && port == 0 && attempt < FreePortAttempts)
            {
                // The port that the system chose for IPv4 is somebody else's for IPv6.
                first.Dispose();
                continue;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                // No IPv6 loopback on this machine; IPv4 is enough.
            }
            catch (SocketException exception)
            {
                first.Dispose();
                throw Unusable(new IPEndPoint(IPAddress.IPv6Loopback, port), exception);
            }
            listeners.Insert(0, first);
            return;
        }
    }

    private static SocketListener Bind(IPEndPoint endPoint)
    {
        try
        {
            return SocketListener.Bind(endPoint, Backlog);
        }
        catch (SocketException exception)
        {
            throw Unusable(endPoint, exception);
        }
    }

    private static IOException Unusable(IPEndPoint endPoint, SocketException exception)
    {
        var reason = exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "the port is taken by another program. Stop that program",
            SocketError.AccessDenied => "this user may not open the port",
            SocketError.AddressNotAvailable => "the address is not one of this machine's",
            _ => exception.Message,
        };
        return new IOException($"The router cannot listen on {endPoint}: {reason}, or choose another one with RouterOptions.Listen.", exception);
    }
}
