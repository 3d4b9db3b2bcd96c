using System.Globalization;
using System.Runtime.InteropServices;

namespace Paas.Deploys;

/// <summary>Runs everything and prints it as the Markdown of <c>benchmarks/results/deploy.md</c>.</summary>
internal static class DeployTable
{
    public static async Task PrintAsync(TextWriter output)
    {
        output.WriteLine(
            $"""
            # Deploying, and 1,000 apps at rest

            `dotnet run -c Release --project benchmarks/Paas.Benchmarks -- deploy`

            {Environment.ProcessorCount} cores, {OperatingSystem()}, .NET {Environment.Version}; load average before the run: {Load()}.

            **Deploy overhead**: from the accepted push (the pack is received and checked, the build begins) to the first 200 of the new release through the router.
            The app is a Perl script for the Procfile buildpack, which runs no command, so nothing is subtracted; its size is half random bytes, half text, in files of 256 KB.
            Medians of 5 pushes with the real `git`, each of which changes one file.

            | app | accepted → answers | whole `git push` | first `git push` (sends all) | aim |
            |---|---:|---:|---:|---:|
            """);
        foreach (var (megabytes, aim) in ((int, string)[])[(1, "< 500 ms"), (100, "–")])
        {
            var (overhead, push, first) = await DeployRun.MeasureAsync(megabytes);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {megabytes} MB | {overhead.TotalMilliseconds:0} ms | {push.TotalMilliseconds:0} ms | {first.TotalMilliseconds:0} ms | {aim} |"));
        }

        output.WriteLine(
            """

            **1,000 apps**, each with config, one deployed release and one web dyno of a driver that runs nothing. Medians of 5 starts, each in a process of its own;
            start is until the host has started, with the state loaded and the routes published (JIT included); memory is above an engine without apps.

            | state store | start | all 1,000 dynos up and routed | start of an empty engine | working set | managed heap | aims |
            |---|---:|---:|---:|---:|---:|---|
            """);
        foreach (var store in (string[])["files", "SQLite"])
        {
            var figures = await CrowdStart.MeasureAsync(store);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {store} | {figures.StartMs:0} ms | {figures.UpMs:0} ms | {figures.EmptyStartMs:0} ms | {figures.WorkingSetMb:0.0} MB | {figures.HeapMb:0.0} MB | start < 1 s, memory < 100 MB |"));
        }

        output.WriteLine();
        output.WriteLine($"Load average after the run: {Load()}.");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known";

    private static string OperatingSystem()
    {
        const string release = "/etc/os-release";
        var name = File.Exists(release) ? File.ReadLines(release).FirstOrDefault(static line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) : null;
        return name is null ? RuntimeInformation.OSDescription : name["PRETTY_NAME=".Length..].Trim('"');
    }
}
