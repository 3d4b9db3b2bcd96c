using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>A place where apps run; a host is one.</summary>
internal sealed record RegionBody(
    Guid Id, string Name, string Description, string Country, string Locale, bool PrivateCapable, RegionProvider Provider,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public const string LocalName = "us";

    public static RegionBody Local { get; } = new(
        DerivedId.Of("region", LocalName), LocalName, "This host", "United States", "Virginia", PrivateCapable: false,
        new RegionProvider("amazon-web-services", "us-east-1"), Epoch, Epoch);

    /// <summary>What was there from the beginning.</summary>
    public static DateTimeOffset Epoch => DateTimeOffset.UnixEpoch;
}
