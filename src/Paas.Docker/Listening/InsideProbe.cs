using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Paas.Docker.Listening;

/// <summary>Sees the sockets by a process that is put into the container.</summary>
internal sealed class InsideProbe(string container, IDockerClient client) : ListeningProbe
{
    public override bool IsCheap => false;

    public override async Task<IReadOnlyCollection<IPEndPoint>> LookAsync(CancellationToken cancellationToken)
    {
        var exec = await client.Exec.CreateContainerExecAsync(container, new ContainerExecCreateParameters { Cmd = ["cat", "/proc/net/tcp", "/proc/net/tcp6"], AttachStdout = true }, cancellationToken);
        using var stream = await client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancellationToken);
        var (output, _) = await stream.ReadOutputToEndAsync(cancellationToken);
        var endPoints = new List<IPEndPoint>();
        // Both files begin with a line of titles, before which a reader is to stand.
        var second = output.IndexOf("  sl ", 1, StringComparison.Ordinal);
        Parse(new StringReader(second < 0 ? output : output[..second]), endPoints);
        if (second > 0)
            Parse(new StringReader(output[second..]), endPoints);
        return endPoints;
    }
}
