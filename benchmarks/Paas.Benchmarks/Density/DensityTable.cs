using System.Globalization;

namespace Paas.Density;

/// <summary>Runs everything and prints it as the Markdown of <c>benchmarks/results/density.md</c>.</summary>
internal static class DensityTable
{
    public static async Task PrintAsync(TextWriter output, int apps, int dynosPerApp)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # {apps * dynosPerApp} dynos of {apps} apps on one machine

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- density > benchmarks/results/density.md`

            {Environment.ProcessorCount} cores, .NET {Environment.Version}; load average before the run: {Load()}. A whole platform (state in files, local processes, router) in a process of its own;
            every dyno is a small Perl server that binds `$PORT`. *Start* is from the launch of the host, .NET's own start included, until all dynos are up, reached through the router, and each app has answered.
            *Restart* is the same after `kill -9` of the host: plain dynos are ended and started anew, those that outlive the host are taken over.
            *Idle* is measured over 65 s without a request, so that the minute in which everything is planned again is in it.

            | dynos | deploy all | start | restart after `kill -9` | idle CPU of the host | host's memory | managed heap | threads | dynos' processes | their memory (PSS) |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """));
        foreach (var (name, outlive) in ((string, bool)[])[("plain", false), ("outlive the host", true)])
        {
            var figures = await DensityRun.MeasureAsync(apps, dynosPerApp, outlive);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {figures.Deploys.TotalSeconds:0.0} s | {figures.Start.TotalSeconds:0.0} s | {figures.Restart.TotalSeconds:0.0} s | {figures.IdleCpu:0.00%} of a core | {figures.Resident:0} MB | {figures.Heap:0.0} MB | {figures.Threads} | {figures.Processes} | {figures.DynoMemory:0} MB |"));
        }

        output.WriteLine();
        output.WriteLine($"Load average after the run: {Load()}.");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known";
}
