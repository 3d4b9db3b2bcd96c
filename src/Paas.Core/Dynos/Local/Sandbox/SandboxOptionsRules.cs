using System.Net;

namespace Paas.Dynos.Local;

/// <summary>Checks the settings of sandboxes.</summary>
internal static class SandboxOptionsRules
{
    public static void Check(SandboxOptions options, List<string> failures)
    {
        if (options.FirstUser is < 1 || options.LastUser < options.FirstUser)
            failures.Add($"Sandbox.FirstUser {options.FirstUser} to LastUser {options.LastUser} is no range of users above 0.");
        if (options.TmpSize <= 0 || options.SharedMemorySize <= 0)
            failures.Add($"Sandbox.TmpSize {options.TmpSize} and SharedMemorySize {options.SharedMemorySize} must be more than zero.");
        if (options.MaxOpenFiles < 64)
            failures.Add($"Sandbox.MaxOpenFiles {options.MaxOpenFiles} is too few for any program; it must be at least 64.");
        if (options.ControlGroup.Length == 0 || options.ControlGroup.StartsWith('/') || options.ControlGroup.Split('/').Contains(".."))
            failures.Add($"Sandbox.ControlGroup '{options.ControlGroup}' must be a path without '/' in front and without '..'.");
        if (options.Egress && !options.OwnNetwork)
            failures.Add("Sandbox.Egress is for dynos with a network of their own; set OwnNetwork, too.");
        if (!IPNetwork.TryParse(options.NetworkRange, out var range) || range.BaseAddress.AddressFamily is not System.Net.Sockets.AddressFamily.InterNetwork)
            failures.Add($"Sandbox.NetworkRange '{options.NetworkRange}' is no range of IPv4 addresses such as 172.16.0.0/16.");
        else if (options.OwnNetwork && DynoNetworks.Count(range) <= options.LastUser - options.FirstUser)
            failures.Add($"Sandbox.NetworkRange '{options.NetworkRange}' has {DynoNetworks.Count(range)} networks, but there may be {options.LastUser - options.FirstUser + 1L} dynos; widen it or lower LastUser.");
    }
}
