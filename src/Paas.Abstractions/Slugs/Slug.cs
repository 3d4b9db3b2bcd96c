using System.Collections.Immutable;

namespace Paas;

/// <summary>A built app: the archive and what is needed to run it.</summary>
public sealed record Slug
{
    /// <summary>Address in the <see cref="ISlugStore"/>: <c>sha256:…</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>Compressed size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Process types and their commands: Procfile entries over the buildpacks' defaults.</summary>
    public required ImmutableSortedDictionary<string, string> ProcessTypes { get; init; }

    /// <summary>Language as detected, such as <c>Node.js</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Stack that it was built on.</summary>
    public required string Stack { get; init; }

    /// <summary>Full commit id or version of the source; null when the source had none.</summary>
    public string? Commit { get; init; }
}
