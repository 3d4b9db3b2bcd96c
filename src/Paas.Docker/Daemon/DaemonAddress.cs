using System.Net;

namespace Paas.Docker.Daemon;

/// <summary>Where the published ports of a daemon's containers are reached.</summary>
internal static class DaemonAddress
{
    /// <summary>The daemon's own address; loopback for one of this machine. Ports are published on the daemon's loopback, which a tunnel may bring here.</summary>
    public static IPAddress Of(Uri endpoint) =>
        endpoint.Scheme is "tcp" or "http" or "https" && IPAddress.TryParse(endpoint.Host, out var address) ? address : IPAddress.Loopback;
}
