using System.Collections.Immutable;

namespace Paas;

/// <summary>What is in a slug.</summary>
/// <param name="Slug">Digest, sizes, process types, language, stack, commit.</param>
/// <param name="Version">Number of the release that was asked for.</param>
/// <param name="Files">Files, directories and links, in the ordinal order of their paths.</param>
public sealed record SlugDetails(Slug Slug, int Version, ImmutableArray<SlugFile> Files)
{
    /// <summary>The directories with the most bytes below them, the largest first: what <c>du</c> shows down to three levels.</summary>
    public ImmutableArray<SlugFile> LargestDirectories { get; init; } = [];

    /// <summary>The bill of materials, CycloneDX 1.6 as JSON; null when it has none.</summary>
    public string? BillOfMaterials { get; init; }

    /// <summary>What is different from the slug of the release before; null for the app's first slug, and where that one has the same digest or cannot be read.</summary>
    public SlugChanges? Changes { get; init; }
}
