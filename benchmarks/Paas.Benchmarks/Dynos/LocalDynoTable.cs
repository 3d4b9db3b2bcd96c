using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Slugs;

namespace Paas.Dynos;

/// <summary>What local dynos cost the host: their starts with and without a supervisor, the supervisor's memory, and measuring many of them.</summary>
internal static class LocalDynoTable
{
    private const int Starts = 100;
    private const int Crowd = 200;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public static async Task PrintAsync(TextWriter output)
    {
        var root = Directory.CreateTempSubdirectory("paas-local-dynos-").FullName;
        try
        {
            await StartsAsync(root, output);
            await CrowdAsync(root, output);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task StartsAsync(string root, TextWriter output)
    {
        await using var plain = Open(Path.Combine(root, "plain"), outlive: false, TimeSpan.FromHours(1));
        await using var supervised = Open(Path.Combine(root, "supervised"), outlive: true, TimeSpan.FromHours(1));
        await using var plainEvents = plain.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        await using var supervisedEvents = supervised.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        List<double> plainTimes = [], supervisedTimes = [];
        for (var i = -5; i < Starts; i++)
        {
            // In turns, so that both meet the same machine.
            var one = await RunAsync(plain, plainEvents);
            var other = await RunAsync(supervised, supervisedEvents);
            if (i < 0)
                continue;
            plainTimes.Add(one);
            supervisedTimes.Add(other);
        }

        await output.WriteLineAsync(FormattableString.Invariant($"| {Starts} runs of `true`, from StartAsync to DynoExited, median | {Median(plainTimes):0.0} ms | {Median(supervisedTimes):0.0} ms behind a supervisor |"));
    }

    private static async Task CrowdAsync(string root, TextWriter output)
    {
        var options = Path.Combine(root, "crowd");
        double quiet, measured;
        long passes = 0;
        await using (var driver = Open(options, outlive: true, TimeSpan.FromHours(1)))
        {
            var specs = Enumerable.Range(0, Crowd).Select(static _ => Spec("sleep 3000 & exec sleep 3000")).ToList();
            var started = 0;
            _ = Task.Run(async () =>
            {
                await foreach (var dynoEvent in driver.WatchAsync(CancellationToken.None))
                {
                    if (dynoEvent is DynoStarted)
                        Interlocked.Increment(ref started);
                }
            });
            foreach (var spec in specs)
                await driver.StartAsync(spec, CancellationToken.None);
            while (Volatile.Read(ref started) < Crowd)
                await Task.Delay(50);
            await output.WriteLineAsync(FormattableString.Invariant($"| Supervisor (`sh`), private memory of one of {Crowd} | {Supervisors(options).Average() / 1024:0} KB | |"));
            // The runtime compiles for a while what the starts used.
            await Task.Delay(5000);
            quiet = await ProcessorAsync();
        }

        await using (var driver = Open(options, outlive: true, TimeSpan.FromMilliseconds(100)))
        {
            var adopted = new TaskCompletionSource();
            _ = Task.Run(async () =>
            {
                await foreach (var dynoEvent in driver.WatchAsync(CancellationToken.None))
                {
                    if (dynoEvent is DynosReplayed)
                        adopted.TrySetResult();
                    else if (dynoEvent is DynoUsage)
                        Interlocked.Increment(ref passes);
                }
            });
            var clock = Stopwatch.GetTimestamp();
            await adopted.Task;
            await output.WriteLineAsync(FormattableString.Invariant($"| Re-adoption of {Crowd} dynos | {Stopwatch.GetElapsedTime(clock).TotalMilliseconds:0} ms | |"));
            await Task.Delay(1000);
            Interlocked.Exchange(ref passes, 0);
            measured = await ProcessorAsync();
        }

        await using (var driver = Open(options, outlive: false, TimeSpan.FromHours(1)))
            await driver.WatchAsync(CancellationToken.None).FirstAsync(static dynoEvent => dynoEvent is DynosReplayed);
        var pass = (measured - quiet) * Window.TotalMilliseconds / (passes / (double)Crowd);
        await output.WriteLineAsync(FormattableString.Invariant($"| Host with {Crowd} idle dynos of 2 processes, nothing measured | {quiet:0.000%} of a core | |"));
        await output.WriteLineAsync(FormattableString.Invariant($"| One measurement of all | {pass:0.0} ms of processor time | {pass / 20_000:0.000%} of a core at one every 20 s |"));
    }

    private static async Task<double> ProcessorAsync()
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        await Task.Delay(Window);
        self.Refresh();
        return (self.TotalProcessorTime - before) / Window;
    }

    private static async Task<double> RunAsync(LocalProcessDriver driver, IAsyncEnumerator<DynoEvent> events)
    {
        var spec = Spec("true");
        var start = Stopwatch.GetTimestamp();
        await driver.StartAsync(spec, CancellationToken.None);
        while (await events.MoveNextAsync())
        {
            if (events.Current is DynoExited exited && exited.DynoId == spec.Id)
                break;
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Private bytes of the processes that were given a directory of the root.</summary>
    private static IEnumerable<double> Supervisors(string root)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(static path => char.IsAsciiDigit(path[^1])))
        {
            string[] lines;
            try
            {
                if (!File.ReadAllText(directory + "/cmdline").Contains(root, StringComparison.Ordinal))
                    continue;
                lines = File.ReadAllLines(directory + "/smaps_rollup");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return lines.Where(static line => line.StartsWith("Private_", StringComparison.Ordinal))
                .Sum(static line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) * 1024;
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static DynoSpec Spec(string command) => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "worker.1",
        Type = "worker",
        Command = command,
        Directory = Path.GetTempPath(),
    };

    private static LocalProcessDriver Open(string root, bool outlive, TimeSpan usageInterval) => new(
        new LocalProcessOptions { RootDirectory = root, OutliveHost = outlive, UsageInterval = usageInterval },
        new InMemorySlugStore(),
        TimeProvider.System,
        NullLogger<LocalProcessDriver>.Instance);
}
