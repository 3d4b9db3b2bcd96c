using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Paas.Crashes;

/// <summary>Finds the processes of dynos by the marks in their environment, whoever their parent is now.</summary>
internal static class DynoScan
{
    /// <summary>Pids and dyno ids of all processes that belong to one of these apps.</summary>
    public static List<(int Pid, string Dyno)> Find(IReadOnlyCollection<string> apps)
    {
        var found = new List<(int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            try
            {
                var environment = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(directory, "environ"))).Split('\0');
                if (Value(environment, "HEROKU_APP_ID") is { } app && apps.Contains(app) && Value(environment, "PAAS_DYNO_ID") is { } dyno)
                    found.Add((pid, dyno));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }

        return found;
    }

    /// <summary>Directories of dynos below the driver's; what dynos share is none.</summary>
    public static IEnumerable<string> Directories(string root) => Directory.EnumerateDirectories(root).Where(static directory => Path.GetFileName(directory) != ".slugs");

    /// <summary>Takes off what a driver mounted below a directory and a killed or outlived host left.</summary>
    public static void Unmount(string root)
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(static line => line.Split(' ')[4]).Where(mount => mount.StartsWith(root + "/", StringComparison.Ordinal)).Reverse().ToList())
        {
            using var umount = Process.Start("umount", ["-l", mount]);
            umount.WaitForExit();
        }
    }

    /// <summary>Ends what a failed test left.</summary>
    public static void Kill(IReadOnlyCollection<string> apps)
    {
        foreach (var (pid, _) in Find(apps))
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
    }

    private static string? Value(string[] environment, string name) =>
        environment.FirstOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
