using System.Net;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;
using Paas.Dynos.Local;

namespace Paas.Docker.Listening;

/// <summary>Looks at the listening sockets of a container.</summary>
internal abstract class ListeningProbe
{
    // Where the daemon itself answers questions for names, in each container.
    private static readonly IPAddress _names = new([127, 0, 0, 11]);

    /// <summary>The cheapest probe for a container.</summary>
    public static ListeningProbe Of(ContainerInspectResponse container, DockerHost host)
    {
        var process = $"/proc/{container.State!.Pid}/net";
        return host.SharesFiles && OperatingSystem.IsLinux() && File.Exists(process + "/tcp")
            ? new ProcessProbe(process)
            : new InsideProbe(container.ID, host.Client);
    }

    /// <summary>Whether a look costs next to nothing.</summary>
    public abstract bool IsCheap { get; }

    public abstract Task<IReadOnlyCollection<IPEndPoint>> LookAsync(CancellationToken cancellationToken);

    /// <summary>Parses the content of <c>/proc/net/tcp</c> or <c>tcp6</c>.</summary>
    protected static void Parse(TextReader reader, List<IPEndPoint> endPoints)
    {
        var listeners = new Dictionary<long, IPEndPoint>();
        TcpListeners.Parse(reader, listeners);
        endPoints.AddRange(listeners.Values.Where(static endPoint => !endPoint.Address.Equals(_names)));
    }
}
