using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>The command lines that put a program into a sandbox. Source: bwrap(1), setpriv(1), nsenter(1).</summary>
internal static class SandboxCommand
{
    private const int FilterDescriptor = 9;

    /// <summary>A program in a sandbox of its own.</summary>
    public static IReadOnlyList<string> Start(Sandbox sandbox, SandboxPlan plan, string script, IReadOnlyList<string> program)
    {
        var arguments = new List<string>(128);
        if (plan.NetworkFile is { } network)
            arguments.AddRange([sandbox.Tools.EnterNamespaces!, $"--net={network}", "--"]);
        arguments.AddRange([sandbox.Tools.Bubblewrap!, "--unshare-pid", "--unshare-ipc", "--unshare-uts"]);
        if (sandbox.Groups is null)
            arguments.AddRange(["--unshare-user", "--disable-userns"]);
        else
            arguments.Add("--unshare-cgroup");
        arguments.AddRange(["--hostname", plan.HostName]);
        arguments.AddRange(sandbox.View.Arguments);
        if (plan.Temporary is { } temporary)
            arguments.AddRange(["--bind", temporary, SystemView.Temporary]);
        else
            AddTemporary(SystemView.Temporary, sandbox.Options.TmpSize);
        arguments.AddRange(sandbox.View.BelowTemporary);
        // Directories that bubblewrap makes on the way to a mount are closed to all but root.
        arguments.AddRange(["--dir", "/sys", "--dir", "/sys/fs", "--dir", "/sys/fs/cgroup"]);
        foreach (var (source, target) in plan.ReadOnly)
            arguments.AddRange(["--ro-bind-try", source, target]);
        arguments.AddRange(["--proc", "/proc", "--dev", "/dev"]);
        AddTemporary("/dev/shm", sandbox.Options.SharedMemorySize);
        arguments.AddRange(["--dir", "/run", "--dir", "/var", "--symlink", "/tmp", "/var/tmp"]);
        arguments.AddRange(SystemView.Parents(plan.Writable.Select(static writable => writable.Target)));
        foreach (var (source, target) in plan.Writable)
            arguments.AddRange(["--bind", source, target]);
        arguments.AddRange(["--remount-ro", "/", "--chdir", "/"]);
        return Filtered(sandbox, plan, arguments, script, program);

        void AddTemporary(string path, long size) =>
            arguments.AddRange(["--perms", "1777", "--size", size.ToString(CultureInfo.InvariantCulture), "--tmpfs", path]);
    }

    /// <summary>A program beside those that live in a sandbox already.</summary>
    /// <param name="sandbox">What dynos share.</param>
    /// <param name="plan">The sandbox.</param>
    /// <param name="init">Its first process, as the host sees it.</param>
    /// <param name="script">See <see cref="SandboxEnvironment"/>.</param>
    /// <param name="program">Program and arguments.</param>
    public static IReadOnlyList<string> Enter(Sandbox sandbox, SandboxPlan plan, int init, string script, IReadOnlyList<string> program)
    {
        var arguments = new List<string>(64);
        arguments.AddRange([sandbox.Tools.EnterNamespaces!, "--target", init.ToString(CultureInfo.InvariantCulture)]);
        if (sandbox.Groups is null)
            arguments.AddRange(["--user", "--preserve-credentials"]);
        else
            arguments.Add("--cgroup");
        arguments.AddRange(["--mount", "--pid", "--ipc", "--uts", "--net", "--"]);
        // Bubblewrap again, for the filter and the directory; what it shows is what is there.
        arguments.AddRange([sandbox.Tools.Bubblewrap!, "--dev-bind", "/", "/", "--chdir", "/"]);
        return Filtered(sandbox, plan, arguments, script, program);
    }

    /// <summary>Adds what takes the privileges away, last of all before the app's code runs.</summary>
    private static List<string> Filtered(Sandbox sandbox, SandboxPlan plan, List<string> arguments, string script, IReadOnlyList<string> program)
    {
        if (sandbox.FilterFile is not null)
            arguments.AddRange(["--seccomp", FilterDescriptor.ToString(CultureInfo.InvariantCulture)]);
        if (plan.User is { } number)
        {
            // What remains is what it takes to become the dyno's user.
            arguments.AddRange(["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP", "--"]);
            var id = number.ToString(CultureInfo.InvariantCulture);
            arguments.AddRange([sandbox.Tools.SetPrivileges!, "--reuid", id, "--regid", id, "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--"]);
        }
        else
        {
            arguments.Add("--");
        }

        // Only the dyno's user may go into its home.
        arguments.AddRange(["/bin/sh", "-c", "cd \"$0\" || exit 126; " + script, plan.Home, .. program]);
        // Bubblewrap takes the filter from a descriptor, which a shell opens.
        return sandbox.FilterFile is { } filter
            ? ["/bin/sh", "-c", $"exec {FilterDescriptor}<\"$0\"; exec \"$@\"", filter, .. arguments]
            : arguments;
    }
}
