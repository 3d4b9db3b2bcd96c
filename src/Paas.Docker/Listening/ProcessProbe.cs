using System.Net;

namespace Paas.Docker.Listening;

/// <summary>Sees the sockets by a process of the container, on the machine where it runs.</summary>
/// <param name="directory">Its <c>/proc/{pid}/net</c>: of the network in which the process is.</param>
internal sealed class ProcessProbe(string directory) : ListeningProbe
{
    public override bool IsCheap => true;

    public override Task<IReadOnlyCollection<IPEndPoint>> LookAsync(CancellationToken cancellationToken)
    {
        var endPoints = new List<IPEndPoint>();
        foreach (var file in (string[])[directory + "/tcp", directory + "/tcp6"])
        {
            try
            {
                using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
                Parse(reader, endPoints);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The process ended, or there is no IPv6.
            }
        }

        return Task.FromResult<IReadOnlyCollection<IPEndPoint>>(endPoints);
    }
}
