using System.Collections.Immutable;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>What of a plan is still to be provided while the buildpacks build one after the other.</summary>
internal sealed record RemainingPlan(ImmutableArray<PlanEntry> Entries)
{
    /// <summary>What a buildpack is asked for, as its <c>plan.toml</c>.</summary>
    public ImmutableArray<PlanRequirement> For(string id) => [.. Entries.Where(entry => entry.Providers.Contains(id)).SelectMany(static entry => entry.Requires)];

    /// <summary>The text of that file. Source: buildpacks/spec, buildpack.md, "Buildpack Plan (TOML)".</summary>
    public static string Write(ImmutableArray<PlanRequirement> requirements, BuildpackApi api)
    {
        var entries = new TomlTableArray();
        foreach (var (name, metadata) in requirements)
        {
            var entry = new TomlTable { ["name"] = name };
            if (!api.AtLeast(3) && TomlFiles.Text(metadata, "version") is { } version)
                entry["version"] = version;
            if (metadata.Count > 0)
                entry["metadata"] = metadata;
            entries.Add(entry);
        }

        return entries.Count == 0 ? "" : TomlFiles.Write(new TomlTable { ["entries"] = entries });
    }

    /// <summary>The plan once a buildpack has met these names; what it left open is for the next one that provides it.</summary>
    public RemainingPlan Without(IReadOnlyCollection<string> met) => new([.. Entries.Where(entry => !met.Contains(entry.Name))]);
}
