namespace Paas;

/// <summary>Settings of <see cref="DynoIsolation.Sandboxed"/>.</summary>
public sealed class SandboxOptions
{
    /// <summary>
    /// Gives each dyno a network of its own: the host reaches it at its own address, it reaches neither other dynos nor
    /// services of the host. Needs <c>ip</c> and <c>iptables</c>. Default false: dynos share the host's network, so they can
    /// connect to whatever listens there, other dynos included.
    /// </summary>
    public bool OwnNetwork { get; set; }

    /// <summary>
    /// With <see cref="OwnNetwork"/>, lets dynos open connections to the world, through the host's address. They still reach
    /// neither each other, nor the host, nor link-local addresses such as a cloud's metadata service. Default false.
    /// </summary>
    public bool Egress { get; set; }

    /// <summary>Addresses of dynos with a network of their own, four for each. Default <c>172.16.0.0/16</c>, part of what Heroku uses.</summary>
    public string NetworkRange { get; set; } = "172.16.0.0/16";

    /// <summary>First number of the users, and groups, of which every dyno gets one of its own. Default 2,000,000,000, which no system hands out by itself.</summary>
    public int FirstUser { get; set; } = 2_000_000_000;

    /// <summary>Last number of the users. Default 2,000,009,999.</summary>
    public int LastUser { get; set; } = 2_000_009_999;

    /// <summary>
    /// Further directories and files that dynos may read, at their own paths, beside the system's (<c>/usr</c>, <c>/bin</c>,
    /// <c>/sbin</c>, <c>/lib*</c>, <c>/etc</c>, <c>/opt</c>) and those of <see cref="LocalProcessOptions.Path"/>.
    /// </summary>
    public IList<string> ReadableDirectories { get; } = [];

    /// <summary>Size of a dyno's <c>/tmp</c> in bytes, which counts as its memory. Default 512 MiB. Builds have theirs on disk.</summary>
    public long TmpSize { get; set; } = 512L * 1024 * 1024;

    /// <summary>Size of a dyno's <c>/dev/shm</c> in bytes, which counts as its memory. Default 64 MiB.</summary>
    public long SharedMemorySize { get; set; } = 64L * 1024 * 1024;

    /// <summary>Most open files per process. Default 10,000, or the host's limit where that is lower.</summary>
    public int MaxOpenFiles { get; set; } = 10_000;

    /// <summary>
    /// What the commands of a build may use, whose needs have nothing to do with the app's dynos. Default: 2.5 GiB at most,
    /// 4,096 processes.
    /// </summary>
    public DynoSize BuildSize { get; set; } = new("build", 2560L * 1024 * 1024) { MaxMemoryRatio = 1, CpuShares = 2, MaxProcesses = 4096 };

    /// <summary>Control group below which those of the dynos are made, from the root of the hierarchy. Default <c>paas</c>.</summary>
    public string ControlGroup { get; set; } = "paas";

    /// <summary>
    /// Accepts a host that is not root: dynos then see neither each other's processes nor files, but all have the host's own
    /// user and no limits. Needs unprivileged user namespaces. Default false: without root the driver does not start.
    /// </summary>
    public bool AllowUnprivileged { get; set; }
}
