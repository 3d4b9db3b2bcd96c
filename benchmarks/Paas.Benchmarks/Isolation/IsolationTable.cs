using Paas.Docker;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Isolation;

/// <summary>Makes every escape attempt at every level, side by side.</summary>
internal static class IsolationTable
{
    private const string Listen =
        "exec perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 5, ReuseAddr => 1) or die $@; sleep 1000'";

    public static async Task PrintAsync(TextWriter output)
    {
        var (daemon, lacking) = await Levels.TryDaemonAsync();
        try
        {
            var levels = new List<(string Name, bool Isolated, Func<ISlugStore, string, IDynoDriver> Create)>
            {
                ("plain", false, Levels.Plain), ("sandboxed", true, Levels.Sandboxed), ("sandboxed, own network", true, Levels.OwnNetwork),
            };
            if (daemon is not null)
                levels.Add(("docker", true, (slugs, root) => Levels.Docker(daemon, slugs, root)));

            var columns = new List<IReadOnlyDictionary<string, string>>();
            foreach (var (_, isolated, create) in levels)
                columns.Add(await TryAllAsync(create, isolated));

            await output.WriteLineAsync("# What hostile apps try, and what comes of it\n");
            await output.WriteLineAsync("`dotnet run -c Release --project benchmarks/Paas.Benchmarks -- isolation`\n");
            await output.WriteLineAsync("Each attempt is a dyno of an app of its own; another app's dyno, services of the host and a data directory with secrets are there to be reached. The host is root.");
            await output.WriteLineAsync($"**escaped**: it got what it tried for. *not tried*: at this level it would harm the machine.{(lacking is null ? "" : $" Docker is left out: {lacking}")}\n");
            await output.WriteLineAsync($"| attempt | {string.Join(" | ", levels.Select(static level => level.Name))} |");
            await output.WriteLineAsync($"|---|{string.Concat(levels.Select(static _ => "---|"))}");
            foreach (var attempt in EscapeAttempts.All)
                await output.WriteLineAsync($"| {attempt.What} | {string.Join(" | ", columns.Select(column => column[attempt.Name]))} |");
        }
        finally
        {
            if (daemon is not null)
                await daemon.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> TryAllAsync(Func<ISlugStore, string, IDynoDriver> create, bool isolated)
    {
        var root = Directory.CreateTempSubdirectory("paas-isolation-").FullName;
        var slugs = new InMemorySlugStore();
        var driver = create(slugs, Path.Combine(root, "dynos"));
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var events = new DynoEventLog(driver))
        {
            await using (var scene = await EscapeScene.CreateAsync(
                driver, events, files => PackAsync(slugs, files), Listen, isolated, dyno => Path.Combine(root, "dynos", dyno.ToString(), "app"), CancellationToken.None))
            {
                foreach (var attempt in EscapeAttempts.All)
                    results[attempt.Name] = attempt.Dangerous && !isolated ? "*not tried*" : Cell(await scene.TryAsync(attempt, CancellationToken.None));
            }

            await ((IAsyncDisposable)driver).DisposeAsync();
        }

        // Whatever an attempt left, in names that .NET cannot express.
        using var remove = System.Diagnostics.Process.Start("rm", ["-rf", "--", root]);
        await remove.WaitForExitAsync();
        return results;
    }

    private static string Cell(EscapeOutcome outcome)
    {
        // What differs between runs is left out.
        var detail = outcome.Detail.Replace("|", "\\|", StringComparison.Ordinal);
        detail = System.Text.RegularExpressions.Regex.Replace(detail, @"/tmp/paas-\w+-\w+|/proc/\d+", static match => match.Value.StartsWith("/proc", StringComparison.Ordinal) ? "/proc/N" : "DIR");
        return $"{(outcome.Contained ? "" : "**escaped** ")}{detail}";
    }

    private static async Task<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files)
    {
        var source = Directory.CreateTempSubdirectory("paas-slug-").FullName;
        foreach (var (name, content) in files)
            await File.WriteAllTextAsync(Path.Combine(source, name), content);
        var (digest, _) = await SlugArchive.StoreAsync(source, slugs, SlugArchive.DefaultMaximum, CancellationToken.None);
        Directory.Delete(source, recursive: true);
        return digest;
    }
}
