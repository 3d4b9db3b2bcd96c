using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Paas.Docker.Daemon;

/// <summary>The network of the dynos.</summary>
internal static class DynoNetwork
{
    /// <summary>
    /// Finds the network or makes it: a bridge whose members cannot reach each other. Platforms on one daemon may share
    /// it, so that it is never removed. Returns its id, since old daemons allow a name twice.
    /// </summary>
    public static async Task<string> EnsureAsync(IDockerClient client, DockerOptions options, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, options.Network, cancellationToken) is { } found)
            return found;
        try
        {
            await client.Networks.CreateNetworkAsync(new NetworksCreateParameters
            {
                Name = options.Network,
                Driver = "bridge",
                Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_icc"] = "false" },
                Labels = new Dictionary<string, string> { [options.LabelPrefix + ".network"] = "true" },
            }, cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            // Another platform was faster.
        }

        return await FindAsync(client, options.Network, cancellationToken)
            ?? throw new PaasException(PaasErrors.Unavailable, $"The network '{options.Network}' was removed just after it was made. Start again.");
    }

    private static async Task<string?> FindAsync(IDockerClient client, string name, CancellationToken cancellationToken)
    {
        var parameters = new NetworksListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["name"] = new Dictionary<string, bool> { [name] = true } } };
        var networks = await client.Networks.ListNetworksAsync(parameters, cancellationToken);
        // The filter also finds parts of names. Of two that were made at the same time all take the same.
        return networks.Where(network => network.Name == name).OrderBy(static network => network.ID, StringComparer.Ordinal).FirstOrDefault()?.ID;
    }
}
