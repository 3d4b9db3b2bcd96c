using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Pushes;

/// <summary>
/// Measures pushes instead of testing them, where <c>PAAS_PUSH_TABLE</c> names a file for the rows: so that each sample that
/// a test pushes is measured with the toolchain and packages that the test prepares. See benchmarks/pushes.sh.
/// </summary>
internal static class PushMeasurement
{
    private const int Runs = 3;

    private static readonly string? _table = Environment.GetEnvironmentVariable("PAAS_PUSH_TABLE");

    public static bool IsWanted => _table is not null;

    /// <summary>What the host needs to be measured.</summary>
    public static Action<IServiceCollection>? Configure => IsWanted ? TimedDriver.Wrap : null;

    /// <summary>Pushes each change several times, with the app's build cache and without, and writes a row for each.</summary>
    /// <param name="platform">The platform; the app exists.</param>
    /// <param name="app">The app.</param>
    /// <param name="source">Its source.</param>
    /// <param name="greets">The file to change.</param>
    /// <param name="coldRuns">How often without the cache.</param>
    public static async Task RunAsync(RealPlatform platform, string app, TestDirectory source, string greets, int coldRuns = Runs)
    {
        await PushAsync(platform, app, source); // what the host compiles once is not the push's
        var original = source.Read(greets);
        var serial = 0;
        void OneFile() => source.With(greets, original.Replace("Hello from", FormattableString.Invariant($"Hello{++serial} from"), StringComparison.Ordinal));
        var changes = new List<(string Name, Action Change)> { ("no change", static () => { }), ("one file", OneFile) };
        if (DependencyChanges.Of(app, source) is { } dependency)
            changes.Add(("one dependency", dependency));
        foreach (var (name, change) in changes)
        {
            foreach (var cold in (bool[])[false, true])
            {
                // Where not everything is asked for, cold, warm and nothing changed are enough, once.
                var isShort = changes.Count < 3;
                if (cold && name == "no change" && isShort)
                    continue;
                var figures = new List<PushFigures>();
                var runs = isShort ? 1 : cold ? coldRuns : Runs;
                for (var run = 0; run < runs; run++)
                {
                    change();
                    if (cold)
                        await RemoveCacheAsync(platform, app);
                    figures.Add(await PushAsync(platform, app, source));
                }

                await WriteAsync(app, name, cold, figures);
            }
        }
    }

    private static async Task<PushFigures> PushAsync(RealPlatform platform, string app, TestDirectory source)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var driver = platform.Driver;
        var next = (await platform.Platform.Releases.ListAsync(app, cancellationToken))[0].Version + 1;
        await platform.CommitAsync(source, always: true);
        driver.Reset();
        var watch = Stopwatch.StartNew();
        using var push = platform.PushCommitted(app, source);
        var pushed = push.WaitAsync();
        while (!(await platform.Platform.Dynos.ListAsync(app, cancellationToken)).Any(dyno => dyno.Type == "web" && dyno.Release == next && dyno.State == DynoState.Up))
        {
            if (pushed.IsCompleted)
                (await pushed).Succeeded();
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }

        (await platform.Http.GetAsync(platform.UrlOf(app), cancellationToken)).EnsureSuccessStatusCode();
        var answered = watch.Elapsed;
        var (tools, boot) = (driver.Tools, driver.Boot);
        (await pushed).Succeeded();
        await platform.ConvergesAsync(app);
        var slug = (await platform.Platform.Releases.GetAsync(app, next, cancellationToken)).Slug!;
        return new PushFigures(answered, tools, boot, slug.StoredSize ?? slug.Size, slug.Size, slug.UnpackedSize ?? 0);
    }

    private static async Task RemoveCacheAsync(RealPlatform platform, string app)
    {
        var id = (await platform.Platform.Apps.GetAsync(app, TestContext.Current.CancellationToken)).Id;
        var cache = Path.Combine(platform.DataDirectory, "cache", id.ToString());
        if (Directory.Exists(cache))
            Directory.Delete(cache, recursive: true);
    }

    private static async Task WriteAsync(string app, string change, bool cold, List<PushFigures> figures)
    {
        var median = figures.OrderBy(static run => run.Answered).ElementAt(figures.Count / 2);
        var rest = median.Answered - median.Tools - median.Boot;
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {app} | {change} | {(cold ? "cold" : "warm")} | {string.Join(" / ", figures.Select(static run => Seconds(run.Answered)))} | {Seconds(median.Tools)} | {Seconds(median.Boot)} | {Seconds(rest)} | {Bytes(median.Stored)} | {Bytes(median.Slug)} | {Bytes(median.Unpacked)} |\n");
        await File.AppendAllTextAsync(_table!, row, CancellationToken.None);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB");
}
