using System.Diagnostics;

namespace Paas.Api.Tests.Client;

/// <summary>The unmodified client from npm, installed once per machine into the user's cache.</summary>
internal static class HerokuProgram
{
    public const string Version = "11.10.0";
    private const int OldestNode = 20;
    private static readonly SemaphoreSlim _gate = new(1);

    public static string Directory { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "paas-tests", $"heroku-{Version}");

    public static string Binaries => Path.Combine(Directory, "node_modules", ".bin");

    /// <summary>Published types of the API's responses, which the client brings along.</summary>
    public static string Schema => Path.Combine(Directory, "node_modules", "@heroku-cli", "schema", "lib", "index.d.ts");

    /// <summary>Installs the client unless it is there; skips the test where that cannot be.</summary>
    public static async Task RequireAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var (exit, version) = await RunAsync("node", ["--version"], cancellationToken);
            Assert.SkipUnless(exit == 0 && int.Parse(version.Trim().TrimStart('v').Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) >= OldestNode, $"The heroku client needs Node.js {OldestNode}; here is {(exit == 0 ? version.Trim() : "none")}.");
            if (File.Exists(Path.Combine(Binaries, "heroku")) && File.Exists(Schema))
                return;

            // Aside first: an installation that was interrupted is never taken for a whole one.
            var part = $"{Directory}.{Environment.ProcessId}";
            System.IO.Directory.CreateDirectory(part);
            var (installed, output) = await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--omit=dev", "--prefix", part, $"heroku@{Version}", "@heroku-cli/schema"], cancellationToken);
            Assert.SkipUnless(installed == 0, $"The heroku client could not be installed from npm: {output}");
            if (System.IO.Directory.Exists(Directory))
                System.IO.Directory.Delete(Directory, recursive: true);
            System.IO.Directory.Move(part, Directory);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output + await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, $"There is no {program} here.");
        }
    }
}
