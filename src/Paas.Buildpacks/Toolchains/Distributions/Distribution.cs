using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Paas.Toolchains.Downloads;

namespace Paas.Toolchains.Distributions;

/// <summary>The official distribution of a toolchain: how its site lists versions, archives and checksums. Builds for Linux on x86-64 and ARM64.</summary>
/// <param name="toolchain">Name, such as <c>node</c>.</param>
/// <param name="official">Address of its site, with a slash at the end.</param>
internal abstract class Distribution(string toolchain, string official)
{
    public string Toolchain { get; } = toolchain;

    public Uri Official { get; } = new(official);

    protected static bool IsArm { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64;

    /// <summary>All stable versions for this processor.</summary>
    public abstract ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(ToolchainOrigin origin, CancellationToken cancellationToken);

    /// <summary>The checksum of a release whose index has none; null when there is none anywhere.</summary>
    public virtual ValueTask<string?> FindChecksumAsync(ToolchainOrigin origin, ToolchainRelease release, CancellationToken cancellationToken) => new(release.Checksum);

    /// <summary>Puts the checked archive into a directory, with the programs in <c>bin</c>.</summary>
    public virtual void Unpack(string archive, string directory) => ToolchainArchive.Extract(archive, directory, strip: 1);

    protected ToolchainRelease Release(string version, Uri archive, string? checksum = null) => new(Toolchain, version) { Archive = archive, Checksum = checksum };

    protected static void WriteProgram(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        MakeExecutable(path);
    }

    protected static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
