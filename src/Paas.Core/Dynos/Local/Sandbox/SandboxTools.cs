namespace Paas.Dynos.Local;

/// <summary>
/// The programs that build a sandbox. They run with the host's rights, so they are taken from the system's own directories,
/// never from a <c>PATH</c> that somebody else may have written.
/// </summary>
internal sealed record SandboxTools(string? Bubblewrap, string? SetPrivileges, string? EnterNamespaces, string? ChangeOwner, string? Ip, string? IpTables)
{
    private static readonly string[] Directories = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/local/sbin", "/run/current-system/sw/bin"];

    public static SandboxTools OfThisMachine() =>
        new(Find("bwrap"), Find("setpriv"), Find("nsenter"), Find("chown"), Find("ip"), Find("iptables"));

    /// <summary>A program in one of the system's own directories.</summary>
    public static string? Find(string name)
    {
        foreach (var directory in Directories)
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
