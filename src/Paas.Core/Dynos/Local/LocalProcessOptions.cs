namespace Paas;

/// <summary>Settings of <see cref="LocalProcessDriver"/>.</summary>
public sealed class LocalProcessOptions
{
    /// <summary>
    /// Directory of the dynos' homes, <c>{id}/app</c> each, for this driver alone. Null: <c>dynos</c> in
    /// <see cref="PaasOptions.DataDirectory"/>.
    /// </summary>
    public string? RootDirectory { get; set; }

    /// <summary>
    /// <c>PATH</c> of the dynos, where config vars have none. Null: the host's, because the toolchains of a developer's
    /// machine are found there. It is the one thing that dynos take from the host's environment.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>How far dynos are kept apart. Default: plain processes. See docs/isolation.md.</summary>
    public DynoIsolation Isolation { get; set; }

    /// <summary>Settings of <see cref="DynoIsolation.Sandboxed"/>.</summary>
    public SandboxOptions Sandbox { get; } = new();

    /// <summary>First port that is handed out as <c>$PORT</c>. Default 20000: below the ports that systems use for outgoing connections.</summary>
    public int FirstPort { get; set; } = 20_000;

    /// <summary>Last port that is handed out. Default 29999. Ports are taken in turn, so that one is not used again soon.</summary>
    public int LastPort { get; set; } = 29_999;

    /// <summary>
    /// Whether dynos go on when the host ends, in whatever way, and are re-adopted by the next host with the same
    /// <see cref="RootDirectory"/>: same processes, with all that they wrote meanwhile and their exit codes. Builds and attached
    /// dynos always end with the host. Default false. Linux only.
    /// </summary>
    /// <remarks>
    /// A small shell process (<c>sh</c>, about 0.7 MB with dash) stands before each dyno then. While no host lives, a dyno's output
    /// waits in a pipe of 1 MB (256 KB where an unprivileged user has many); a dyno that fills it waits in its write for the next
    /// host. Needs <c>setsid</c> of util-linux.
    /// </remarks>
    public bool OutliveHost { get; set; }

    /// <summary>How long dynos of a crashed host have between SIGTERM and SIGKILL at start. Default 3 seconds.</summary>
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long background processes have between SIGTERM and SIGKILL after the dyno's main process ended by itself. Default 1 second.</summary>
    public TimeSpan RemainderGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long dynos that still run have between SIGTERM and SIGKILL when the host shuts down. Default 10 seconds.</summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of output that are kept per dyno for a slow reader before lines are dropped, or the dyno waits. Default 1 MB.</summary>
    public int OutputBufferSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// How often a starting dyno is checked for listening on <c>$PORT</c>. Default 20 ms; it slows down to a quarter of
    /// a second for dynos that take long, and ends when the dyno listens.
    /// </summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often what dynos use is measured and reported (<see cref="DynoUsage"/>). Default 20 seconds. On Linux.</summary>
    public TimeSpan UsageInterval { get; set; } = TimeSpan.FromSeconds(20);
}
