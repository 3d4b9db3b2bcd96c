using System.Diagnostics;
using System.Globalization;

namespace Paas.Density;

/// <summary>Processes whose working directory lies below a directory: the dynos of a host whose data are there, and their supervisors.</summary>
internal static class Leftovers
{
    /// <summary>How many there are, and the memory that they have for themselves, with a share of what they share, in MB.</summary>
    public static (int Count, double Megabytes) Measure(string root)
    {
        var (count, kilobytes) = (0, 0L);
        foreach (var pid in Find(root))
        {
            try
            {
                var pss = File.ReadLines($"/proc/{pid}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
                kilobytes += long.Parse(pss[4..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
                count++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It ended meanwhile.
            }
        }

        return (count, kilobytes / 1024.0);
    }

    /// <summary>Ends what a failed run left, each by its own number.</summary>
    public static void Kill(string root)
    {
        foreach (var pid in Find(root))
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
    }

    private static IEnumerable<string> Find(string root)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(directory)[0]))
                continue;
            string? home = null;
            try
            {
                home = new FileInfo(Path.Combine(directory, "cwd")).LinkTarget;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }

            if (home?.StartsWith(root + "/", StringComparison.Ordinal) == true)
                yield return Path.GetFileName(directory);
        }
    }
}
