using System.Globalization;
using System.Text;
using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;
using Paas.Load.Scenarios;

namespace Paas.Load.Reporting;

/// <summary>The tables in markdown.</summary>
internal sealed class LoadReport(string machine, LoadOptions options, IReadOnlyList<Cell> cells, IReadOnlyList<IdleFigures> idle)
{
    private const string Throttled = ", with real-time priority, which the kernel stops for 50 ms each second: that is in p99";
    private readonly StringBuilder _text = new();

    public string Write()
    {
        Line(
            $"""
            # The router against nginx, HAProxy and YARP

            `dotnet run -c Release --project benchmarks/Paas.Router.Load`

            {machine}

            All proxies route 100 hosts by name to a pool of two backends over kept HTTP/1.1 connections, write `X-Forwarded-For`, `-Proto`, `-Port`,
            `X-Request-ID` and `Via` (which is checked before the load), answer unknown hosts with 404, and log no requests; ours adds `X-Request-Start`.
            nginx has one worker, HAProxy one thread and splices, both have buffers of 64 KB; YARP and ours run with the settings of the runtime: workstation GC, tiered
            compilation, profile-guided. TLS is 1.3, AES-256-GCM, an ECDSA P-256 certificate, OpenSSL of the system in all of them.

            The proxy has one core for itself; the load (wrk, 1 thread, {LoadOptions.Connections} connections) and the backends have another.
            Medians of {options.Rounds} rounds of {options.Seconds} s, in which the proxies take turns{(options.HasPriority ? Throttled : "")}. **CPU** is user and system time of the
            proxy's processes per request. Failed are responses other than 2xx and 3xx and broken
            connections, late those that took more than 2 s, in all rounds.
            """);
        foreach (var group in cells.GroupBy(cell => cell.Scenario))
            WriteScenario(group.Key, [.. group]);
        WriteIdle();
        WriteRatios();
        return _text.ToString();
    }

    private void WriteScenario(IScenario scenario, IReadOnlyList<Cell> rows)
    {
        Line(
            $"""

            ## {scenario.Title}

            | body | proxy | requests/s | CPU µs/request | p50 ms | p99 ms | failed | late |
            |---|---|---:|---:|---:|---:|---:|---:|
            """);
        foreach (var row in rows)
        {
            Line($"| {row.Size.Name} | {row.Peer.Name} | {row.RequestsPerSecond:F0} | {row.CpuPerRequest:F1} | {row.P50 / 1000:F2} | {row.P99 / 1000:F2} | {row.Failed} | {row.Late} |");
        }
    }

    private void WriteIdle()
    {
        if (idle.Count == 0)
            return;
        Line(
            $"""

            ## Memory of {IdleMemory.Connections:N0} idle connections

            Resident memory of a fresh process after one request, and after one more on each of the connections, which are kept.

            | proxy | empty MB | with connections MB | difference MB | kept |
            |---|---:|---:|---:|---:|
            """);
        foreach (var row in idle)
            Line($"| {row.Peer.Name} | {row.EmptyBytes / 1e6:F1} | {row.LoadedBytes / 1e6:F1} | {(row.LoadedBytes - row.EmptyBytes) / 1e6:F1} | {row.Held} |");
    }

    private void WriteRatios()
    {
        var ours = cells.Where(IsOurs).ToArray();
        var peers = cells.Where(cell => !IsOurs(cell)).Select(cell => cell.Peer.Name).Distinct().ToArray();
        if (ours.Length == 0 || peers.Length == 0)
            return;
        Line(
            $"""

            ## Ours to the peers

            CPU per request, ours divided by theirs: below 1.00 ours is cheaper.

            | scenario | body | ours | {string.Join(" | ", peers.Select(peer => $"÷ {peer}"))} |
            |---|---|---|{string.Concat(peers.Select(_ => "---:|"))}
            """);
        foreach (var cell in ours)
            Line($"| {cell.Scenario.Name} | {cell.Size.Name} | {cell.Peer.Name} | {string.Join(" | ", peers.Select(peer => Ratio(cell, peer)))} |");
    }

    private string Ratio(Cell ours, string peer)
    {
        var theirs = cells.FirstOrDefault(cell => cell.Scenario == ours.Scenario && cell.Size == ours.Size && cell.Peer.Name == peer);
        return theirs is null ? "–" : (ours.CpuPerRequest / theirs.CpuPerRequest).ToString("F2", CultureInfo.InvariantCulture);
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static bool IsOurs(Cell cell) => cell.Peer is RouterPeer;
}
