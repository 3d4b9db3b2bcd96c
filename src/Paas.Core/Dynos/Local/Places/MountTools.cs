using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>unshare(1), nsenter(1) and mount(8), by which a plain process sees mounts that no other has.</summary>
internal sealed record MountTools(string Unshare, string EnterNamespaces, string Mount)
{
    // $0 is mount, then pairs up to an empty argument; then the program.
    private const string Script = "while [ -n \"$1\" ]; do \"$0\" --bind \"$1\" \"$2\" || exit 126; shift 2; done; shift; exec \"$@\"";

    /// <summary>The tools, where the host may use them; else null.</summary>
    public static MountTools? OfThisMachine()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess
            || SandboxTools.Find("unshare") is not { } unshare || SandboxTools.Find("nsenter") is not { } enter || SandboxTools.Find("mount") is not { } mount)
        {
            return null;
        }

        // Root in a container often may not.
        return ToolRun.Try(unshare, ["--mount", "--", "/bin/sh", "-c", $"{mount} --bind /tmp /tmp"]) is null ? new MountTools(unshare, enter, mount) : null;
    }

    /// <summary>A program that sees the mounts.</summary>
    public SpawnRequest Start(IEnumerable<(string Source, string Target)> mounts, SpawnRequest request) => request with
    {
        Arguments =
        [
            Unshare, "--mount", "--", "/bin/sh", "-c", Script, Mount,
            .. mounts.SelectMany(static mount => (string[])[mount.Source, mount.Target]), "", .. request.Arguments,
        ],
    };

    /// <summary>A program that sees what a process sees.</summary>
    public SpawnRequest Enter(int pid, SpawnRequest request) => request with
    {
        Arguments =
        [
            EnterNamespaces, "--target", pid.ToString(CultureInfo.InvariantCulture), "--mount", "--",
            "/bin/sh", "-c", "cd \"$0\" || exit 126; exec \"$@\"", request.Directory, .. request.Arguments,
        ],
    };
}
