using Paas.Load.Peers;
using Paas.Load.Scenarios;

namespace Paas.Load.Configuration;

/// <summary>What is measured, and for how long.</summary>
internal sealed record LoadOptions(
    IReadOnlyList<string> Peers, IReadOnlyList<string> Scenarios, IReadOnlyList<BodySize> Sizes,
    int Rounds, int Seconds, bool HasPriority, string? Output)
{
    /// <summary>Connections of every load.</summary>
    public const int Connections = 64;

    /// <summary>The core of the proxies.</summary>
    public const int ProxyCore = 0;

    /// <summary>The core of the load and of the backends.</summary>
    public const int LoadCore = 1;

    public static string Usage { get; } =
        $"""
        Usage: dotnet run -c Release --project benchmarks/Paas.Router.Load -- [options]
          --quick            one round of 2 seconds (else 3 rounds of 3 seconds)
          --only A,B         only these scenarios ({string.Join(", ", ScenarioList.Names)})
                             and body sizes ({string.Join(", ", BodySize.All.Select(size => size.Name))})
          --peers A,B        these proxies ({string.Join(", ", PeerList.Names)}; usually {string.Join(", ", PeerList.Usual)})
          --rounds N         rounds; in each every proxy has its turn
          --seconds N        seconds per turn
          --priority         real-time priority, for a machine that is not quiet: stalls everything else (root)
          --out FILE         writes the tables there too
        """;

    public static LoadOptions Parse(string[] args)
    {
        if (args is ["--help"])
            throw new ArgumentException("Measures the router against its peers.");
        var arguments = new Arguments(args, "--quick", "--priority");
        string[] known = ["--quick", "--only", "--peers", "--rounds", "--seconds", "--priority", "--out"];
        if (arguments.Names.Except(known).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"{unknown} is not known.");

        var only = arguments.Has("--only") ? arguments.GetList("--only") : [];
        var sizes = BodySize.All.Where(size => only.Contains(size.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        var scenarios = ScenarioList.Names.Where(name => only.Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (only.Length > sizes.Length + scenarios.Length)
            throw new ArgumentException("--only names something that is neither a scenario nor a body size.");
        var peers = arguments.Has("--peers") ? arguments.GetList("--peers") : [.. PeerList.Usual];
        if (peers.Except(PeerList.Names).FirstOrDefault() is { } peer)
            throw new ArgumentException($"There is no proxy {peer}.");

        var quick = arguments.Has("--quick");
        return new LoadOptions(
            peers,
            scenarios.Length > 0 ? scenarios : [.. ScenarioList.Names],
            sizes.Length > 0 ? sizes : BodySize.All,
            arguments.FindNumber("--rounds", quick ? 1 : 3),
            arguments.FindNumber("--seconds", quick ? 2 : 3),
            arguments.Has("--priority"),
            arguments.Find("--out"));
    }
}
