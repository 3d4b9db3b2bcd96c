using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>
/// What a build is for, and what a buildpack says that it can build for: there an empty value stands for any.
/// Source: buildpacks/spec, buildpack.md, "Targets".
/// </summary>
internal sealed record BuildTarget(string Os, string Architecture, string Variant)
{
    public string DistributionName { get; init; } = "";

    public string DistributionVersion { get; init; } = "";

    /// <summary>All that a table of <c>[[targets]]</c> names: one for each of its distributions.</summary>
    public static IEnumerable<BuildTarget> Read(TomlTable table)
    {
        var target = new BuildTarget(Of(table, "os"), Of(table, "arch"), Of(table, "variant"));
        var distributions = TomlFiles.Tables(table, "distros").Concat(TomlFiles.Tables(table, "distributions")).ToList();
        return distributions.Count == 0
            ? [target]
            : distributions.Select(distribution => target with { DistributionName = Of(distribution, "name"), DistributionVersion = Of(distribution, "version") });
    }

    /// <summary>Whether a buildpack for this can build for that.</summary>
    public bool Fits(BuildTarget actual) =>
        Allows(Os, actual.Os)
        && Allows(Architecture, actual.Architecture)
        && (actual.Variant.Length == 0 || Allows(Variant, actual.Variant))
        && Allows(DistributionName, actual.DistributionName)
        && Allows(DistributionVersion, actual.DistributionVersion);

    public override string ToString() =>
        string.Join('/', new[] { Os, Architecture, Variant }.Where(static part => part.Length > 0)) + (DistributionName.Length > 0 ? $" ({DistributionName} {DistributionVersion})" : "");

    private static bool Allows(string wanted, string actual) => wanted is "" or "*" || wanted == actual;

    private static string Of(TomlTable table, string key) => TomlFiles.Text(table, key) ?? "";
}
