namespace Paas;

/// <summary>
/// A piece of software in a slug, as a lockfile states it: one line of the bill of materials. Source: cyclonedx.org,
/// "component", and github.com/package-url/purl-spec.
/// </summary>
/// <param name="Name">Name in its ecosystem: <c>express</c>, <c>@babel/core</c>, <c>org.eclipse.jetty:jetty-server</c>.</param>
/// <param name="Version">The exact version that was locked.</param>
/// <param name="PackageUrl">Package URL, such as <c>pkg:npm/express@4.19.2</c>; unique within a bill.</param>
public sealed record SoftwareComponent(string Name, string Version, string PackageUrl)
{
    /// <summary>Digest of its archive as the lockfile has it, <c>sha256:</c> and hex digits, or <c>sha512:…</c>; null when it says none.</summary>
    public string? Checksum { get; init; }

    /// <summary>SPDX licence expression where the lockfile says one.</summary>
    public string? License { get; init; }
}
