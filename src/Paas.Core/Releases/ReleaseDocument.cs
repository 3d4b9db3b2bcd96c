using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Paas.Releases;

/// <summary>An entry of the ledger, under <c>app/{id}/release/{n}</c>. Only its status and reason ever change.</summary>
/// <param name="Release">The public part; <see cref="Release.Current"/> is derived and false here.</param>
/// <param name="SealedConfig">The config vars it was made with, sealed by the secret protector.</param>
internal sealed record ReleaseDocument(Release Release, byte[] SealedConfig)
{
    /// <summary>The opened config vars. Not stored.</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, string> Config { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
