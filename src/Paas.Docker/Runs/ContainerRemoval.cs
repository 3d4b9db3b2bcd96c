using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;

namespace Paas.Docker.Runs;

/// <summary>Removes containers.</summary>
internal static class ContainerRemoval
{
    /// <summary>Removes a container, running or not. What cannot be removed now is removed when the daemon is looked at again.</summary>
    public static async Task RemoveAsync(DockerHost host, string container)
    {
        try
        {
            await host.Client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, CancellationToken.None);
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It is gone, or on its way.
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsAway(exception))
        {
            Log.CannotRemoveContainer(host.Log, container, exception);
        }
    }
}
