using System.Globalization;

namespace Paas.Api;

/// <summary>Runs everything and prints it as the Markdown of <c>benchmarks/results/api.md</c>.</summary>
internal static class ApiTable
{
    private const int Apps = 1_000;
    private const int Readers = 16;
    private const int Rounds = 5;
    private const int Changes = 300;
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(3);

    public static async Task PrintAsync(TextWriter output)
    {
        var before = Load();
        await using var bench = await ApiBench.StartAsync(Apps);
        output.WriteLine(Line($"""
            # The API with {Apps:N0} apps

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- api > benchmarks/results/api.md`

            {Environment.ProcessorCount} cores, .NET {Environment.Version}; load average before the run: {before}. State in files; the clients are in the host's process and share its cores.

            **Reading**: `GET /apps/:app`, a different app each time, by {Readers} clients, in turns with a bare endpoint of the same server that sends the same {bench.BodyLength} bytes.
            Medians of {Rounds} rounds of {_round.TotalSeconds:0} s. CPU is that of the whole process, client included: on a machine that others use, too, it is the steadier figure.

            | request | requests/s | CPU per request |
            |---|---:|---:|
            """));
        var (bare, apps) = (new List<(double PerSecond, double Micros)>(), new List<(double PerSecond, double Micros)>());
        await bench.ReadBareAsync(_round, Readers);
        await bench.ReadAppsAsync(_round, Readers, Apps);
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await bench.ReadBareAsync(_round, Readers));
            apps.Add(await bench.ReadAppsAsync(_round, Readers, Apps));
        }

        foreach (var (name, rounds) in new[] { ("bare endpoint", bare), ("`GET /apps/:app`", apps) })
            output.WriteLine(Line($"| {name} | {Median(rounds.Select(static round => round.PerSecond)):N0} | {Median(rounds.Select(static round => round.Micros)):0} µs |"));
        output.WriteLine(Line($"| ratio | {Median(apps.Zip(bare, static (app, none) => app.PerSecond / none.PerSecond)):0.00} | {Median(apps.Zip(bare, static (app, none) => app.Micros / none.Micros)):0.00} |"));

        output.WriteLine(Line($"""

            **Changing**: `PATCH /apps/:app/config-vars` until the answer, with the new release stored, by so many clients, each with an app of its own; {Changes} changes each.
            A change is two commits one after the other, that of its audit record and that of the release, and a third one later with the outcome.
            Beside it one commit of 500 bytes to the same store: what a flush to this disk costs.

            | clients | change: median | 95 % | changes/s | commit: median | 95 % | commits/s | change ÷ commit |
            |---:|---:|---:|---:|---:|---:|---:|---:|
            """));
        await bench.ChangeAsync(1, 50);
        foreach (var clients in new[] { 1, 4, 16, 64 })
        {
            var count = Changes * Math.Max(1, clients / 4);
            var (commits, commitRate) = await bench.CommitAsync(clients, count);
            var (changes, changeRate) = await bench.ChangeAsync(clients, count);
            output.WriteLine(Line($"| {clients} | {Median(changes):0.0} ms | {At(changes, 0.95):0.0} ms | {changeRate:N0} | {Median(commits):0.0} ms | {At(commits, 0.95):0.0} ms | {commitRate:N0} | {Median(changes) / Median(commits):0.0} |"));
        }

        output.WriteLine();
        output.WriteLine($"Load average after the run: {Load()}.");
    }

    private static double Median(IEnumerable<double> values) => At(values, 0.5);

    private static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(share * (sorted.Count - 1))];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known";
}
