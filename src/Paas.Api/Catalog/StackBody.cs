using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>A stack that apps can be built on.</summary>
internal sealed record StackBody(Guid Id, string Name, bool Default, string State, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    private static readonly string[] _known = ["heroku-22", "heroku-24", "container"];

    public static IReadOnlyList<StackBody> All(PaasOptions options) =>
    [
        .. _known.Append(options.Stack).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name =>
            new StackBody(DerivedId.Of("stack", name), name, name == options.Stack, "public", RegionBody.Epoch, RegionBody.Epoch)),
    ];
}
