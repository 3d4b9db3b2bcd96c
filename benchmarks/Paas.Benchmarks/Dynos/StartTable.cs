using System.Globalization;
using Paas.Deploys;
using Paas.Docker;
using Paas.Isolation;
using Paas.Slugs;

namespace Paas.Dynos;

/// <summary>How long dynos take from the call of the driver to listening, by level of isolation, in one run.</summary>
internal static class StartTable
{
    private const int Rounds = 30;

    public static async Task PrintAsync(TextWriter output)
    {
        var root = Directory.CreateTempSubdirectory("paas-start-").FullName;
        var slugs = new InMemorySlugStore();
        var small = await StoreAsync(slugs, Path.Combine(root, "small"), files: 1);
        var large = await StoreAsync(slugs, Path.Combine(root, "large"), files: 2_000);
        var (daemon, lacking) = await Levels.TryDaemonAsync();
        var before = await File.ReadAllTextAsync("/proc/loadavg");
        var rows = new List<(string Name, StartRun Run)>
        {
            ("plain", new StartRun(Levels.Plain(slugs, Path.Combine(root, "plain")))),
            ("sandboxed", new StartRun(Levels.Sandboxed(slugs, Path.Combine(root, "sandboxed")))),
            ("sandboxed, own network", new StartRun(Levels.OwnNetwork(slugs, Path.Combine(root, "network")))),
        };
        if (daemon is not null)
            rows.Add(("Docker (`Paas.Docker`)", new StartRun(Levels.Docker(daemon, slugs, Path.Combine(root, "docker")))));

        var boots = new List<TimeSpan>();
        var byHand = new List<TimeSpan>();
        var times = rows.ToDictionary(static row => row.Name, static _ => (Small: new List<TimeSpan>(), Large: new List<TimeSpan>()));
        // In turns, so that whatever else the machine does is shared by all. The first turn warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            var boot = await StartRun.BootAsync();
            foreach (var (name, run) in rows)
            {
                var (first, second) = (await run.MeasureAsync(small), round % 3 == 1 ? await run.MeasureAsync(large) : (TimeSpan?)null);
                if (round == 0)
                    continue;
                times[name].Small.Add(first);
                if (second is { } many)
                    times[name].Large.Add(many);
            }

            // The driver has made the network by now.
            var hand = daemon is null ? TimeSpan.Zero : await StartRun.DockerRunAsync(daemon);
            if (round > 0)
            {
                boots.Add(boot);
                byHand.Add(hand);
            }
        }

        await output.WriteLineAsync("# Starting a dyno\n\n`dotnet run -c Release --project benchmarks/Paas.Benchmarks -- dyno-start`\n");
        await output.WriteLineAsync($"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}; load average before the run: {before.Split(' ')[0]}.");
        await output.WriteLineAsync("From the call of the driver to its report that a trivial web process (Perl, one socket) listens: unpack, isolate, spawn, source profiles, boot, notice.");
        await output.WriteLineAsync($"{Rounds} rounds in turns. *Own boot* is the same process, started by hand and asked until it answers. The large slug has 2,000 files, 20 MB.\n");
        await output.WriteLineAsync("| | median | 10 % – 90 % | beyond its own boot | large slug | aim beyond boot |\n|---|---:|---:|---:|---:|---:|");
        var own = Figures.Median(boots);
        await output.WriteLineAsync($"| own boot | {Text(own)} | {Spread(boots)} | – | – | – |");
        foreach (var (name, _) in rows)
        {
            var (few, many) = times[name];
            var aim = name is "plain" ? "< 50 ms" : name.StartsWith("sandboxed", StringComparison.Ordinal) ? "< 100 ms" : "–";
            await output.WriteLineAsync($"| {name} | {Text(Figures.Median(few))} | {Spread(few)} | {Text(Figures.Median(few) - own)} | {Text(Figures.Median(many))} | {aim} |");
        }

        if (daemon is not null)
            await output.WriteLineAsync($"| `docker run -d` by hand, then own boot | {Text(Figures.Median(byHand) + own)} | {Spread(byHand)} | {Text(Figures.Median(byHand))} | – | – |");
        else
            await output.WriteLineAsync($"\nDocker is left out: {lacking}");
        foreach (var (_, run) in rows)
            await run.DisposeAsync();
        if (daemon is not null)
            await daemon.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    private static string Spread(List<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Count / 10].TotalMilliseconds:0} – {sorted[sorted.Count * 9 / 10].TotalMilliseconds:0} ms");
    }

    private static async Task<string> StoreAsync(ISlugStore slugs, string directory, int files)
    {
        var content = new byte[10 * 1024];
        for (var i = 0; i < files; i++)
        {
            var path = Path.Combine(directory, $"d{i / 50}", $"file{i}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
        }

        return (await SlugArchive.StoreAsync(directory, slugs, SlugArchive.DefaultMaximum, CancellationToken.None)).Digest;
    }
}
