namespace Paas;

/// <summary>A version of a toolchain that a source has.</summary>
/// <param name="Toolchain">Its name, such as <c>node</c>.</param>
/// <param name="Version">Its version without a prefix: <c>22.11.0</c>.</param>
public sealed record ToolchainRelease(string Toolchain, string Version)
{
    /// <summary>Where its archive is; null for a source that gets it another way.</summary>
    public Uri? Archive { get; init; }

    /// <summary>Digest of the archive, <c>sha256:</c> (or <c>sha512:</c>) and lower-case hex digits.</summary>
    public string? Checksum { get; init; }
}
