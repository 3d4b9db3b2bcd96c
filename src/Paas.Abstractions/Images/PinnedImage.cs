using System.Collections.Immutable;

namespace Paas;

/// <summary>An image that stays what it is.</summary>
/// <param name="Reference">Name with a digest, such as <c>registry.example/shop@sha256:…</c>, or the id of an image that has no registry.</param>
/// <param name="Size">Bytes.</param>
public sealed record PinnedImage(string Reference, long Size)
{
    /// <summary>Process types that the image names itself; empty when it names none.</summary>
    public ImmutableSortedDictionary<string, string> ProcessTypes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
