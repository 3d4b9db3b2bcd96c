using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Paas.Routes;

namespace Paas.Stalls;

/// <summary>
/// What could hold requests up: swapping tables of a million hosts, and garbage collections. One process with a router, a
/// dyno and eight clients; the phases differ in what happens to the table meanwhile.
/// </summary>
internal static class StallRun
{
    private const int Hosts = 1_000_000;
    private const int Clients = 8;
    private static readonly TimeSpan PhaseTime = TimeSpan.FromSeconds(6);

    public static async Task PrintAsync(TextWriter output)
    {
        using var dyno = new AnsweringDyno();
        await using var router = new HttpRouter(new RouterOptions().Listen(0));
        await router.StartAsync(CancellationToken.None);
        var route = new HttpRoute(Guid.NewGuid(), "app", RouteStatus.Serving, [dyno.Target]);
        var hosts = RouteMap.Empty.SetItem("app.localhost", route);
        await router.UpdateAsync(new RouteTable(hosts), CancellationToken.None);

        await output.WriteLineAsync("| table meanwhile | changes | longest change | requests | failed | p99.9 of requests | longest request | collections (gen 0/1/2) | longest pause | longest full pause |");
        await output.WriteLineAsync("|---|---:|---:|---:|---:|---:|---:|---|---:|---:|");
        await PhaseAsync("warm-up, 1 host", () => Change.None);
        await PhaseAsync("1 host, still", () => Change.None);
        hosts = RouteMap.Create(SampleRoutes.Make(Hosts)).SetItem("app.localhost", route);
        await router.UpdateAsync(new RouteTable(hosts), CancellationToken.None);
        GC.Collect();
        await PhaseAsync("1,000,000 hosts, still", () => Change.None);
        await PhaseAsync("1,000 changes a second", () => Change.OneHost);
        await PhaseAsync("all 1,000,000 made anew, over and over", () => Change.AllHosts);

        async Task PhaseAsync(string name, Func<Change> change)
        {
            using var done = new CancellationTokenSource();
            using var pauses = new GcPauses();
            var clients = Enumerable.Range(0, Clients).Select(_ => new LoadClient(router.EndPoints[0], done.Token)).ToArray();
            var longest = TimeSpan.Zero;
            var changes = 0;
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < PhaseTime;)
            {
                if (change() == Change.None)
                {
                    await Task.Delay(PhaseTime);
                    continue;
                }
                // Made aside, as the engine does; what is measured is the change itself.
                hosts = change() == Change.AllHosts
                    ? RouteMap.Create(SampleRoutes.Make(Hosts)).SetItem("app.localhost", route)
                    : hosts.SetItem(SampleRoutes.Name(changes * 10 % Hosts), route with { AppId = Guid.NewGuid() });
                var start = Stopwatch.GetTimestamp();
                await router.UpdateAsync(new RouteTable(hosts), CancellationToken.None);
                longest = Max(longest, Stopwatch.GetElapsedTime(start));
                changes++;
                if (change() == Change.OneHost && changes > clock.Elapsed.TotalMilliseconds)
                    await Task.Delay(1);
            }
            await done.CancelAsync();
            foreach (var client in clients)
                await client.Ended;
            var all = clients.Select(static client => client.Latencies).Aggregate(static (one, other) => one.Add(other));
            await output.WriteLineAsync(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| {name} | {changes} | {Text(longest)} | {all.Count} | {clients.Sum(static client => client.Failed)} | {Text(all.Percentile(0.999))} | {Text(all.Max)} | {pauses.Collections} | {Text(pauses.Longest)} | {Text(pauses.LongestFull)} |"));
        }
    }

    private static string Text(TimeSpan time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms");

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private enum Change { None, OneHost, AllHosts }
}
