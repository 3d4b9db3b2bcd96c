using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>Makes what all sandboxes of a driver share, or tells everything that this machine lacks for it, at once.</summary>
internal static class SandboxBuilder
{
    private const string FilterFile = ".seccomp";

    /// <param name="options">Settings.</param>
    /// <param name="root">Directory of the dynos.</param>
    /// <param name="path">The dynos' <c>PATH</c>.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the machine lacks something; the message lists it.</exception>
    public static Sandbox Create(SandboxOptions options, string root, string path) => Create(options, root, path, SandboxTools.OfThisMachine());

    /// <inheritdoc cref="Create(SandboxOptions, string, string)"/>
    /// <param name="options">Settings.</param>
    /// <param name="root">Directory of the dynos.</param>
    /// <param name="path">The dynos' <c>PATH</c>.</param>
    /// <param name="tools">The programs that are there.</param>
    internal static Sandbox Create(SandboxOptions options, string root, string path, SandboxTools tools)
    {
        var lacking = new List<string>();
        var isRoot = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;
        if (!OperatingSystem.IsLinux())
            lacking.Add("Linux: sandboxes are made of its namespaces and control groups.");
        else if (!isRoot && !options.AllowUnprivileged)
            lacking.Add("root: run the host as root, or set SandboxOptions.AllowUnprivileged for sandboxes without users and limits of their own.");
        Need(tools.Bubblewrap, "bwrap", "bubblewrap");
        Need(tools.EnterNamespaces, "nsenter", "util-linux");
        if (isRoot)
        {
            Need(tools.SetPrivileges, "setpriv", "util-linux");
            Need(tools.ChangeOwner, "chown", "coreutils");
        }

        ControlGroups? groups = null;
        DynoNetworks? networks = null;
        if (OperatingSystem.IsLinux() && isRoot)
        {
            NeedUsers(options, lacking);
            groups = OpenGroups(options, lacking);
        }

        if (options.OwnNetwork && OperatingSystem.IsLinux())
        {
            Need(tools.Ip, "ip", "iproute2");
            Need(tools.IpTables, "iptables", "iptables");
            if (!isRoot)
                lacking.Add("root: networks of dynos are made by root only; leave SandboxOptions.OwnNetwork off.");
            else if (tools is { Ip: { } ip, IpTables: { } ipTables })
                networks = OpenNetworks(options, new DynoNetworks(ip, ipTables, IPNetwork.Parse(options.NetworkRange)), lacking);
        }

        ThrowIf(lacking);
        var filter = WriteFilter(root);
        var sandbox = new Sandbox(
            options,
            tools,
            SystemView.Create(path, options.ReadableDirectories, [root]),
            filter,
            groups,
            groups is null ? null : new UserPool(groups, options.FirstUser, options.LastUser),
            networks);
        Try(sandbox, lacking);
        ThrowIf(lacking);
        return sandbox;

        void Need(string? tool, string program, string package)
        {
            if (tool is null && OperatingSystem.IsLinux())
                lacking.Add($"{program}: install the package {package}.");
        }
    }

    /// <summary>What a log line says of it.</summary>
    public static string Describe(Sandbox sandbox) =>
        sandbox.Groups is { } groups
            ? $"own files, processes and users, limits by {groups.Version}, {(sandbox.Networks is null ? "the host's network" : sandbox.Options.Egress ? "own networks with a way out" : "own networks")}, {(sandbox.FilterFile is null ? "no system call filter" : "system call filter")}"
            : "own files and processes, the host's user, no limits, the host's network";

    private static void NeedUsers(SandboxOptions options, List<string> lacking)
    {
        // inside, outside, count: in a user namespace not all numbers exist.
        foreach (var line in ControlFiles.Read("/proc/self", "uid_map"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 3
                && long.TryParse(fields[0], CultureInfo.InvariantCulture, out var first)
                && long.TryParse(fields[2], CultureInfo.InvariantCulture, out var count)
                && options.FirstUser >= first && options.LastUser < first + count)
            {
                return;
            }
        }

        lacking.Add($"users {options.FirstUser} to {options.LastUser}: this user namespace does not have them; set SandboxOptions.FirstUser and LastUser to some that /proc/self/uid_map has.");
    }

    private static ControlGroups? OpenGroups(SandboxOptions options, List<string> lacking)
    {
        var groups = ControlGroups.Of(ControlFiles.Read("/proc/self", "mounts"), options.ControlGroup);
        if (groups is null)
        {
            lacking.Add("control groups: mount cgroup v2 with the controllers cpu, memory and pids, or cgroup v1 with those and freezer (in a container: run it privileged).");
            return null;
        }

        try
        {
            groups.Open();
            return groups;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            lacking.Add($"control groups that can be written: the group '{options.ControlGroup}' ({groups.Version}) cannot be made: {exception.Message} In a container run it privileged; where the host's own group is the root of what it sees, move the host into a child group first, or name another by SandboxOptions.ControlGroup.");
            return null;
        }
    }

    private static DynoNetworks? OpenNetworks(SandboxOptions options, DynoNetworks networks, List<string> lacking)
    {
        if (networks.SetRules(options.Egress) is not { } failure)
            return networks;
        lacking.Add($"rules of iptables that keep the networks of dynos apart: {failure}");
        return null;
    }

    private static string? WriteFilter(string root)
    {
        if (SystemCallFilter.Program(RuntimeInformation.ProcessArchitecture) is not { } program)
            return null;
        var path = Path.Combine(root, FilterFile);
        File.WriteAllBytes(path, program);
        return path;
    }

    /// <summary>Builds a sandbox once: some machines have all the tools and forbid what they do.</summary>
    private static void Try(Sandbox sandbox, List<string> lacking)
    {
        var user = sandbox.Groups is null ? (int?)null : sandbox.Options.FirstUser;
        var command = SandboxCommand.Start(sandbox, new SandboxPlan("trial", "/", user), "exec \"$@\"", ["/bin/sh", "-c", "exit 0"]);
        if (ToolRun.Try(command[0], command.Skip(1)) is { } failure)
            lacking.Add($"a machine that lets bubblewrap make a sandbox: {failure}. In a container run it privileged; without root allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0).");
    }

    private static void ThrowIf(List<string> lacking)
    {
        if (lacking.Count > 0)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"Dynos cannot be sandboxed on this machine, and are not run with less isolation than was asked for. It lacks:{string.Concat(lacking.Select(static line => "\n- " + line))}\nOr set LocalProcessOptions.Isolation to DynoIsolation.Plain where all apps may be trusted with everything.");
        }
    }
}
