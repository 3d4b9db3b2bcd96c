using System.Globalization;
using Paas.Deploys;

namespace Paas.Sleeping;

/// <summary>Runs everything about sleeping apps and prints it as the Markdown of <c>benchmarks/results/sleep.md</c>.</summary>
internal static class SleepTable
{
    private const int Wakes = 9;
    private const int Parked = 200;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Trickle = TimeSpan.FromSeconds(60);

    public static async Task PrintAsync(TextWriter output)
    {
        output.WriteLine(
            $"""
            # Sleeping apps

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- sleep` (Linux)

            {Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}; load average before the run: {Load()}. Dynos are plain local processes.

            **From the request to the whole answer**, through the router, of `samples/apps`; medians of {Wakes} wakes. *Frozen*: the processes were stopped and go on. *Asleep*: they
            had ended; the slug is unpacked, the app boots and binds its port. *Engine* is what the app's log says (`Woke in … ms`): from the router's call until a web dyno is routed.

            | app | awake | frozen | of that engine | asleep | of that engine |
            |---|---:|---:|---:|---:|---:|
            """);
        await using (var bench = await SleepBench.StartAsync())
        {
            foreach (var app in (string[])["node", "python", "dotnet"])
            {
                await bench.CreateAsync(app, directory => Copy(Sample(app), directory));
                output.WriteLine(await WakeAsync(bench, app));
            }
        }

        output.WriteLine(
            $"""

            **{Parked} parked apps**, a small Perl server each, one web dyno. Memory is proportional (PSS): of the host, and of all dyno processes. Frozen dynos keep their memory
            until the system wants it for others and swaps it out.

            | {Parked} apps | host | dynos | processes |
            |---|---:|---:|---:|
            """);
        await using (var bench = await SleepBench.StartAsync())
        {
            output.WriteLine(Memory("none yet"));
            var apps = Enumerable.Range(1, Parked).Select(static n => $"parked-{n}").ToList();
            foreach (var app in apps)
                await bench.CreateAsync(app, static directory => AppTree.Fill(directory, 0));
            output.WriteLine(Memory("awake"));
            await ParkAsync(bench, apps, Second, null);
            output.WriteLine(Memory("frozen"));
            await ParkAsync(bench, apps, null, Second);
            output.WriteLine(Memory("asleep"));
            output.WriteLine();
            output.WriteLine(await TrickleAsync(bench, apps.Take(20).ToList()));
        }

        output.WriteLine();
        output.WriteLine($"Load average after the run: {Load()}.");
    }

    private static async Task<string> WakeAsync(SleepBench bench, string app)
    {
        var awake = new List<TimeSpan>();
        for (var i = 0; i < 4 * Wakes; i++)
            awake.Add(await bench.RequestAsync(app));
        var frozen = await WakesAsync(bench, app, Second, null);
        var asleep = await WakesAsync(bench, app, null, Second);
        var version = (await bench.Platform.Releases.ListAsync(app)).Single(static release => release.Current).Version;
        var engine = await bench.Platform.Releases.GetWakeTimesAsync(app, version);
        return $"| {app} | {Milliseconds(Figures.Median(awake))} | {Milliseconds(frozen)} | {Milliseconds(engine.Frozen.Percentile(0.5))} | {Milliseconds(asleep)} | {Milliseconds(engine.Asleep.Percentile(0.5))} |";
    }

    private static async Task<TimeSpan> WakesAsync(SleepBench bench, string app, TimeSpan? freezeAfter, TimeSpan? sleepAfter)
    {
        await bench.SetPolicyAsync(app, freezeAfter, sleepAfter);
        var times = new List<TimeSpan>();
        for (var i = 0; i < Wakes; i++)
        {
            await bench.SleepsAsync(app);
            times.Add(await bench.RequestAsync(app));
        }

        return Figures.Median(times);
    }

    private static async Task ParkAsync(SleepBench bench, List<string> apps, TimeSpan? freezeAfter, TimeSpan? sleepAfter)
    {
        foreach (var app in apps)
            await bench.SetPolicyAsync(app, freezeAfter, sleepAfter);
        foreach (var app in apps)
            await bench.SleepsAsync(app);
    }

    private static async Task<string> TrickleAsync(SleepBench bench, List<string> apps)
    {
        var (sent, lost) = (0, 0);
        await Task.WhenAll(apps.Select(async (app, index) =>
        {
            await bench.SetPolicyAsync(app, Second, 3 * Second);
            var random = new Random(index);
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < Trickle)
            {
                // Around the times at which it freezes and falls asleep, where a race would lose a request.
                await Task.Delay(Second * (random.Next(2) * 2 + 0.9 + (random.NextDouble() * 0.4)));
                Interlocked.Increment(ref sent);
                try
                {
                    await bench.RequestAsync(app);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref lost);
                }
            }
        }));
        var (frozen, asleep) = (0L, 0L);
        foreach (var app in apps)
        {
            var version = (await bench.Platform.Releases.ListAsync(app)).Single(static release => release.Current).Version;
            var wakes = await bench.Platform.Releases.GetWakeTimesAsync(app, version);
            (frozen, asleep) = (frozen + wakes.Frozen.Count, asleep + wakes.Asleep.Count);
        }

        return string.Create(CultureInfo.InvariantCulture, $"**A random trickle** of requests to {apps.Count} of them for {Trickle.TotalSeconds:0} s, frozen after 1 s and asleep after 3 s, aimed at the moments of change: {sent} requests, {frozen} wakes from frozen, {asleep} from asleep, **{lost} lost**.");
    }

    private static string Memory(string stage)
    {
        var host = ProcessMemory.Host();
        var (dynos, count) = ProcessMemory.Dynos();
        return string.Create(CultureInfo.InvariantCulture, $"| {stage} | {host:0} MB | {dynos:0} MB | {count} |");
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    /// <summary>The repository is found from where the benchmark runs, or from where it was built.</summary>
    private static string Sample(string app)
    {
        foreach (var start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                var sample = Path.Combine(directory.FullName, "samples", "apps", app);
                if (Directory.Exists(sample))
                    return sample;
            }
        }

        throw new DirectoryNotFoundException($"samples/apps/{app} was not found; run the benchmark inside the repository.");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
