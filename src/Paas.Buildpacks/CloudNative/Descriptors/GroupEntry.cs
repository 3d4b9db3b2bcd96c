using System.Collections.Immutable;
using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>One place of a group. Source: buildpacks/spec, buildpack.md, "buildpack.toml", <c>[[order.group]]</c>.</summary>
/// <param name="Id">Id of a buildpack, simple or composite.</param>
/// <param name="Version">Its version; null for the only one or the newest there is.</param>
/// <param name="Optional">Whether the group passes without it.</param>
internal sealed record GroupEntry(string Id, string? Version, bool Optional)
{
    public override string ToString() => Version is null ? Id : $"{Id}@{Version}";

    /// <summary>The groups of an order: <c>[[order]]</c> with <c>[[order.group]]</c>.</summary>
    public static ImmutableArray<ImmutableArray<GroupEntry>> ReadOrder(TomlTable table, string what) =>
    [
        .. TomlFiles.Tables(table, "order").Select(group => TomlFiles.Tables(group, "group").Select(entry => new GroupEntry(
            TomlFiles.Text(entry, "id") ?? throw new PaasException(PaasErrors.InvalidParams, $"{what} has an [[order.group]] without id."),
            TomlFiles.Text(entry, "version"),
            TomlFiles.Flag(entry, "optional"))).ToImmutableArray()),
    ];
}
