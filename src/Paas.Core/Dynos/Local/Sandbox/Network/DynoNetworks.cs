using System.Buffers.Binary;
using System.Net;

namespace Paas.Dynos.Local;

/// <summary>The networks of a machine's dynos, and the rules that keep them apart.</summary>
/// <param name="ip">Path of <c>ip</c>.</param>
/// <param name="ipTables">Path of <c>iptables</c>.</param>
/// <param name="range">All addresses.</param>
internal sealed class DynoNetworks(string ip, string ipTables, IPNetwork range)
{
    /// <summary>Begins the names of the host's ends of networks without a way to the world, for the rules.</summary>
    public const string Closed = "pdn";

    /// <summary>Begins the names of those with one.</summary>
    public const string Open = "pde";

    private const string Any = "pd+";

    public string Ip => ip;

    public DynoNetwork Of(int number, bool egress) => new(this, number, egress);

    /// <summary>The host's address (1) or the dyno's (2) of a network.</summary>
    public IPAddress AddressOf(int number, int which)
    {
        Span<byte> bytes = stackalloc byte[4];
        range.BaseAddress.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)((number * 4) + which));
        return new IPAddress(bytes);
    }

    /// <summary>How many networks the range has.</summary>
    public static int Count(IPNetwork range) => range.PrefixLength > 30 ? 0 : 1 << (30 - range.PrefixLength);

    /// <summary>Sets the rules, once for all dynos: what comes from a dyno is an answer, or goes to the world if that is allowed.</summary>
    /// <param name="egress">Whether dynos may open connections to the world.</param>
    /// <returns>What is lacking; null when all is set.</returns>
    public string? SetRules(bool egress)
    {
        // Each goes before what the machine allows; the last one given here is the first one asked.
        string[] rules =
        [
            $"INPUT -i {Any} -j DROP",
            $"INPUT -i {Any} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            $"FORWARD -i {Closed}+ -j DROP",
            .. egress ? (string[])
            [
                $"FORWARD -i {Open}+ -j ACCEPT",
                $"FORWARD -o {Open}+ -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
                $"FORWARD -i {Open}+ -d 169.254.0.0/16 -j DROP",
                $"FORWARD -i {Open}+ -o {Any} -j DROP",
            ] : [],
        ];
        foreach (var rule in rules)
        {
            if (Set("filter", rule) is { } failure)
                return failure;
        }

        if (!egress)
            return null;
        if (Set("nat", $"POSTROUTING -s {range} ! -o {Any} -j MASQUERADE") is { } masquerade)
            return masquerade;
        try
        {
            ControlFiles.Write("/proc/sys/net/ipv4", "ip_forward", "1");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"forwarding of packets cannot be switched on: {exception.Message}";
        }
    }

    private string? Set(string table, string rule)
    {
        var words = rule.Split(' ');
        return ToolRun.Try(ipTables, ["-w", "-t", table, "-C", .. words]) is null
            ? null
            : ToolRun.Try(ipTables, ["-w", "-t", table, "-I", .. words]);
    }
}
