using System.Diagnostics;
using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>Processes from ps, for macOS. Sessions cannot be seen there, so process groups stand for them.</summary>
internal sealed class PsTable : ProcessTable
{
    private const string Columns = "pid=,ppid=,pgid=,stat=,lstart=";
    private readonly Lazy<string> _bootId = new(() => Run("/usr/sbin/sysctl", "-n", "kern.bootsessionuuid").Trim());

    public override string BootId => _bootId.Value;

    public override IReadOnlyList<ProcessEntry> Snapshot() => Parse(Run("/bin/ps", "-A", "-o", Columns));

    public override ProcessEntry? Find(int pid)
    {
        var entries = Parse(Run("/bin/ps", "-o", Columns, "-p", pid.ToString(CultureInfo.InvariantCulture)));
        return entries.Count == 1 ? entries[0] : null;
    }

    public override bool HasEnvironment(int pid, string entry) => false;

    /// <summary>Parses lines such as <c>  501     1   501 S+   Mon Nov 23 22:04:57 2026</c>.</summary>
    public static IReadOnlyList<ProcessEntry> Parse(string output)
    {
        var entries = new List<ProcessEntry>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 9
                && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
                && DateTime.TryParseExact(
                    string.Join(' ', fields[5..]), "MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
            {
                entries.Add(new ProcessEntry(pid, parent, group, group, start.Ticks, fields[3].StartsWith('Z')));
            }
        }

        return entries;
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
