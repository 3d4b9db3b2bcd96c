using System.Collections.Immutable;

namespace Paas;

/// <summary>Images to be released as they are, as <c>heroku container:release</c> does.</summary>
public sealed record ImageRelease
{
    /// <summary>Releases one image as <c>web</c>, or as the process types that it names itself.</summary>
    /// <param name="image">Reference such as <c>registry.example/shop:3</c>; it is pinned to what it is now.</param>
    public ImageRelease(string image)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(image);
        Image = image;
    }

    /// <summary>The image of all process types that have none of their own.</summary>
    public string Image { get; }

    /// <summary>Images of process types that have their own.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Commands by process type; an empty one runs what the image says. Empty: what the image names, or <c>web</c> with what it runs.</summary>
    public ImmutableSortedDictionary<string, string> ProcessTypes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Version of the source, for the release's description; null when there is none.</summary>
    public string? Version { get; init; }
}
