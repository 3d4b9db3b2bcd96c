using System.Collections.Immutable;

namespace Paas;

/// <summary>Outcome of building images.</summary>
public sealed record ImageBuildResult
{
    /// <summary>Null when it succeeded, else what went wrong and what to do, one <c> !</c> line per line of text.</summary>
    public string? Error { get; init; }

    /// <summary>Pinned images by process type.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Commands by process type; an empty one runs what the image says.</summary>
    public ImmutableSortedDictionary<string, string> ProcessTypes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Bytes of the largest image.</summary>
    public long Size { get; init; }

    /// <summary>A failure.</summary>
    /// <param name="error">What is wrong, where, and the fix.</param>
    public static ImageBuildResult Failed(string error) => new() { Error = error };
}
