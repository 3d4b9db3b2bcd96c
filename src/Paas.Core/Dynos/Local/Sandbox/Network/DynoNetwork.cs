using System.Globalization;
using System.Net;

namespace Paas.Dynos.Local;

/// <summary>
/// A network of two addresses: the host has one, the dyno the other. There is nothing else in it, and without
/// <see cref="SandboxOptions.Egress"/> no way out.
/// </summary>
/// <param name="networks">What all share.</param>
/// <param name="number">Which four addresses of the range.</param>
/// <param name="egress">Whether there is a way to the world.</param>
internal sealed class DynoNetwork(DynoNetworks networks, int number, bool egress)
{
    public int Number => number;

    public bool Egress => egress;

    /// <summary>The dyno's address.</summary>
    public IPAddress Address => networks.AddressOf(number, 2);

    /// <summary>The namespace, in the form of ip-netns(8).</summary>
    public string File => $"/run/netns/{Name}";

    private string Name => string.Create(CultureInfo.InvariantCulture, $"{(egress ? DynoNetworks.Open : DynoNetworks.Closed)}{number}");

    /// <exception cref="CannotStartException">The system refuses.</exception>
    public void Create()
    {
        if (TryCreate() is null)
            return;
        // The number is this dyno's alone, so whatever has its name is left over from a host that died.
        Remove();
        if (TryCreate() is { } failure)
            throw new CannotStartException($"Its network could not be made: {failure}");
    }

    /// <summary>The link goes first: with its namespace it would go at some later time, and its name with it.</summary>
    public void Remove() => ToolRun.Try(networks.Ip, ["-force", "-batch", "-"], $"link delete {Name}\nnetns delete {Name}\n");

    private string? TryCreate()
    {
        // Made in the host's namespace and then moved, so that one run of ip does the host's part, and one the dyno's.
        var inside = $"{Name}i";
        // No link-local addresses, by which the host would be reached past the rules for IPv4.
        var hasVersion6 = System.IO.File.Exists("/proc/net/if_inet6");
        var host = ToolRun.Try(networks.Ip, ["-batch", "-"], $"""
            netns add {Name}
            link add {Name} type veth peer name {inside} netns {Name}
            {(hasVersion6 ? $"link set {Name} addrgenmode none" : "")}
            addr add {networks.AddressOf(number, 1)}/30 dev {Name}
            link set {Name} up

            """);
        return host ?? ToolRun.Try(networks.Ip, ["-netns", Name, "-batch", "-"], $"""
            link set lo up
            {(hasVersion6 ? $"link set {inside} addrgenmode none" : "")}
            addr add {Address}/30 dev {inside}
            link set {inside} up
            {(egress ? $"route add default via {networks.AddressOf(number, 1)}" : "")}

            """);
    }
}
