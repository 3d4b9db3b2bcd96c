using System.Collections.Immutable;

namespace Paas;

/// <summary>A slug that was built elsewhere, to be released as it is.</summary>
/// <param name="Archive">A tar compressed with gzip; the app's files are in its directory <c>./app</c>. It is read once, and left open.</param>
public sealed record SlugRelease(Stream Archive)
{
    /// <summary>Id under which the slug is known already; null where it has none.</summary>
    public Guid? Id { get; init; }

    /// <summary>Process types and their commands.</summary>
    public required ImmutableSortedDictionary<string, string> ProcessTypes { get; init; }

    /// <summary>Stack that it was built for; null for the app's.</summary>
    public string? Stack { get; init; }

    /// <summary>Full commit id or version of the source; null when there is none.</summary>
    public string? Commit { get; init; }

    /// <summary>Language, such as <c>Node.js</c>; empty where that is not known.</summary>
    public string Language { get; init; } = "";

    /// <summary>Text of the release; null for <c>Deploy {first 8 characters of the commit}</c>.</summary>
    public string? Description { get; init; }
}
