using System.Net;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Paas.Docker.Daemon;

/// <summary>The network of the dynos.</summary>
internal static class DynoNetwork
{
    /// <summary>
    /// Finds the network or makes it: a bridge whose members cannot reach each other. Platforms on one daemon may share
    /// it, so that it is never removed.
    /// </summary>
    /// <param name="client">The daemon.</param>
    /// <param name="options">Settings.</param>
    /// <param name="daemon">The daemon's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its id.</returns>
    public static async Task<string> EnsureAsync(IDockerClient client, DockerOptions options, string daemon, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, options.Network, cancellationToken) is { } found)
            return found;
        try
        {
            return (await client.Networks.CreateNetworkAsync(new NetworksCreateParameters
            {
                Name = options.Network,
                Driver = "bridge",
                Options = new Dictionary<string, string>
                {
                    ["com.docker.network.bridge.enable_icc"] = "false",
                    // Old daemons let two platforms make a network of one name at the same time, but no bridge.
                    ["com.docker.network.bridge.name"] = BridgeOf(daemon, options.Network),
                },
                Labels = new Dictionary<string, string> { [options.LabelPrefix + ".network"] = "true" },
            }, cancellationToken)).ID;
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Forbidden)
        {
            // Another platform was faster.
            if (await FindAsync(client, options.Network, cancellationToken) is not { } others)
                throw;
            return others;
        }
    }

    private static async Task<string?> FindAsync(IDockerClient client, string name, CancellationToken cancellationToken)
    {
        var parameters = new NetworksListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["name"] = new Dictionary<string, bool> { [name] = true } } };
        var networks = await client.Networks.ListNetworksAsync(parameters, cancellationToken);
        // The filter also finds parts of names.
        return networks.FirstOrDefault(network => network.Name == name)?.ID;
    }

    /// <summary>A device of the machine, on which there may be other daemons, so that both go into its name. It has at most 15 characters.</summary>
    private static string BridgeOf(string daemon, string network) =>
        "paas-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{daemon}/{network}")))[..10];
}
