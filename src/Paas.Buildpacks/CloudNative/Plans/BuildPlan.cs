using System.Collections.Immutable;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>
/// What a buildpack's detection wrote: the ways in which it can take part, the preferred one first.
/// Source: buildpacks/spec, buildpack.md, "Build Plan (TOML)".
/// </summary>
internal static class BuildPlan
{
    /// <param name="table">The file.</param>
    /// <param name="api">What the buildpack is written for.</param>
    /// <param name="what">The file, for errors.</param>
    /// <exception cref="PaasException">It is no plan.</exception>
    public static ImmutableArray<PlanAlternative> Read(TomlTable table, BuildpackApi api, string what) =>
        [Alternative(table, api, what), .. TomlFiles.Tables(table, "or").Select(other => Alternative(other, api, what))];

    private static PlanAlternative Alternative(TomlTable table, BuildpackApi api, string what) => new(
        [.. TomlFiles.Tables(table, "provides").Select(entry => NameOf(entry, what))],
        [.. TomlFiles.Tables(table, "requires").Select(entry => Requirement(entry, api, what))]);

    private static PlanRequirement Requirement(TomlTable entry, BuildpackApi api, string what)
    {
        var name = NameOf(entry, what);
        var metadata = TomlFiles.Table(entry, "metadata") ?? [];
        // Up to API 0.2 the version stood beside the metadata; from 0.3 on it is part of it.
        if (TomlFiles.Text(entry, "version") is not { } version)
            return new PlanRequirement(name, metadata);
        if (metadata.TryGetValue("version", out var other) && (api.AtLeast(3) || other as string != version))
            throw new PaasException(PaasErrors.InvalidParams, $"{what} has two versions of '{name}': as a key and in its metadata.");
        metadata["version"] = version;
        return new PlanRequirement(name, metadata);
    }

    private static string NameOf(TomlTable entry, string what) => TomlFiles.Text(entry, "name") is { Length: > 0 } name
        ? name
        : throw new PaasException(PaasErrors.InvalidParams, $"{what} has an entry without name.");
}
