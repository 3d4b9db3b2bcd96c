using System.Runtime.InteropServices;
using Paas.Load.Peers;

namespace Paas.Load.Reporting;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(IEnumerable<Peer> peers, CancellationToken cancellationToken)
    {
        var versions = new List<string> { RuntimeInformation.FrameworkDescription };
        foreach (var peer in peers)
            versions.Add($"{peer.Name} {await peer.GetVersionAsync(cancellationToken)}");
        var processor = Find("/proc/cpuinfo", "model name", ':');
        var system = Find("/etc/os-release", "PRETTY_NAME", '=');
        var load = (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ');
        var kernel = await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellationToken);
        return $"{Environment.ProcessorCount} cores ({processor}), {system}, Linux {kernel.Trim()}, " +
            $"{string.Join(", ", versions)}; load average before the run: {string.Join(' ', load[..3])}.";
    }

    private static string Find(string file, string name, char separator) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim(' ', '"') ?? "?";
}
