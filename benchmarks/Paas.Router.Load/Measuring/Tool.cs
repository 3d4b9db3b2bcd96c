using System.Diagnostics;

namespace Paas.Load.Measuring;

/// <summary>Starts programs, pinned to a core.</summary>
internal static class Tool
{
    public static ProcessStartInfo Pinned(int core, string program, IEnumerable<string> arguments) =>
        new("taskset", ["-c", $"{core}", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    /// <summary>
    /// Gives this process, and those that it starts, a real-time priority (sched(7)): nice values would only count
    /// within its own session.
    /// </summary>
    public static async Task GoFirstAsync() =>
        await RunAsync(Pinned(Configuration.LoadOptions.LoadCore, "chrt", ["-a", "-r", "-p", "1", $"{Environment.ProcessId}"]), CancellationToken.None);

    /// <summary>A subcommand of this program.</summary>
    public static ProcessStartInfo Own(int core, params IEnumerable<string> arguments) =>
        Pinned(core, Path.ChangeExtension(typeof(Tool).Assembly.Location, null), arguments);

    /// <summary>Runs to the end; returns all that was written.</summary>
    /// <exception cref="InvalidOperationException">The program failed or is not there.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var all = await output + await errors;
            return process.ExitCode == 0
                ? all
                : throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} failed: {all}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
