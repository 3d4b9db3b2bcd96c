namespace Paas;

/// <summary>Settings of <see cref="DockerDynoDriver"/>.</summary>
public sealed class DockerOptions
{
    /// <summary>
    /// Where the daemon listens, such as <c>unix:///var/run/docker.sock</c> or <c>tcp://10.0.0.5:2375</c>. Null: <c>DOCKER_HOST</c>,
    /// or the daemon's usual place on this system.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>
    /// Directory of unpacked slugs and of the platform's identity, for this driver alone. Null: <c>docker</c> in
    /// <see cref="PaasOptions.DataDirectory"/>.
    /// </summary>
    public string? RootDirectory { get; set; }

    /// <summary>
    /// Whether the daemon sees the files of this machine under the same paths: then a slug is unpacked here and mounted, and
    /// builds work in place. Otherwise slugs are sent to the daemon and builds are refused. Null: when <see cref="Endpoint"/>
    /// is a socket of this machine. Set it to false where the host itself runs in a container.
    /// </summary>
    public bool? SharesFiles { get; set; }

    /// <summary>Images in which dynos run, by stack. A stack that is not named here is refused.</summary>
    public IDictionary<string, string> StackImages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["heroku-22"] = "heroku/heroku:22",
        ["heroku-24"] = "heroku/heroku:24",
    };

    /// <summary>Images in which builds run, by stack; they have compilers and headers on top. Without an entry that of <see cref="StackImages"/>.</summary>
    public IDictionary<string, string> BuildImages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["heroku-22"] = "heroku/heroku:22-build",
        ["heroku-24"] = "heroku/heroku:24-build",
    };

    /// <summary>Stack of dynos that name none. Default <c>heroku-24</c>.</summary>
    public string DefaultStack { get; set; } = "heroku-24";

    /// <summary>When images are pulled. Default <see cref="DockerPullPolicy.Missing"/>. Progress goes to the log, and to the transcript of a build.</summary>
    public DockerPullPolicy PullPolicy { get; set; }

    /// <summary>
    /// Network of the dynos. Default <c>paas</c>: a bridge on which dynos cannot reach each other, made when it is not there.
    /// A network that is there is taken as it is.
    /// </summary>
    public string Network { get; set; } = "paas";

    /// <summary>
    /// Host names that dynos and builds resolve to an address, which may be <c>host-gateway</c> for the daemon's machine: a database there, or a
    /// mirror in place of a server whose name is built into a buildpack. None by default.
    /// </summary>
    public IDictionary<string, string> ExtraHosts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Prefix of labels and names of containers. Default <c>paas</c>.</summary>
    public string LabelPrefix { get; set; } = "paas";

    /// <summary>
    /// User of the dynos, as <c>uid:gid</c>; never root. Null: 1000:1000 where the host is root, else the host's own, because only
    /// root can give files away. Builds run as the same user where the host is root, and then own the files that they work on; else as the host's.
    /// </summary>
    public string? User { get; set; }

    /// <summary>
    /// Bytes of a dyno's <c>/tmp</c>, which is in memory and counts against its size. Default 512 MB. Builds and images have theirs on disk.
    /// </summary>
    public long TmpSize { get; set; } = 512L * 1024 * 1024;

    /// <summary>Bytes of a dyno's <c>/dev/shm</c>. Default 64 MB.</summary>
    public long SharedMemorySize { get; set; } = 64L * 1024 * 1024;

    /// <summary>Most files that a process may have open. Default 10,000.</summary>
    public int MaxOpenFiles { get; set; } = 10_000;

    /// <summary>Whether dynos of formations run on when the host ends, and are re-adopted by the next one. Default true.</summary>
    public bool OutliveHost { get; set; } = true;

    /// <summary>
    /// Bytes of a dyno's output that the daemon keeps on its disk, for the time in which no host lives; the oldest goes first.
    /// Default 2 MB; sixteen times as much of one-off dynos, whose output must not be lost. Only dynos that outlive the host have that.
    /// </summary>
    public long KeptOutput { get; set; } = 2 * 1024 * 1024;

    /// <summary>How long dynos that cannot outlive the host have between SIGTERM and SIGKILL when it shuts down. Default 10 seconds.</summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of output that are kept in memory per dyno for a slow reader before lines are dropped, or the dyno waits. Default 1 MB.</summary>
    public int OutputBufferSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// How often a starting dyno is checked for listening on <c>$PORT</c>. Default 20 ms; it slows down to a quarter of a
    /// second for dynos that take long, and ends when the dyno listens.
    /// </summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often the use of memory and processor is measured. Default 20 seconds.</summary>
    public TimeSpan UsageInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long to wait before a daemon that cannot be reached is tried again. Default 1 second.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);
}
