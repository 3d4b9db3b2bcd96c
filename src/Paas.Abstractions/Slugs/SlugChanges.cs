using System.Collections.Immutable;

namespace Paas;

/// <summary>How a slug differs from the one before.</summary>
/// <param name="Since">Number of the release that has the slug before.</param>
/// <param name="Added">Paths that it did not have.</param>
/// <param name="Changed">Paths whose content, mode or target is another.</param>
/// <param name="Removed">Paths that are gone.</param>
public sealed record SlugChanges(int Since, ImmutableArray<string> Added, ImmutableArray<string> Changed, ImmutableArray<string> Removed);
