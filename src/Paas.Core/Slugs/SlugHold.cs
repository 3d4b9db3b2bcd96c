using System.Collections.Immutable;

namespace Paas.Slugs;

/// <summary>Keeps the objects of a slug that no release has yet. One of the two ends is called once.</summary>
internal sealed class SlugHold(SlugGarbage garbage, ImmutableArray<string> digests)
{
    /// <summary>A release has them.</summary>
    public Task ReleaseAsync() => garbage.LetGoAsync(digests, released: true);

    /// <summary>None will: what is not needed otherwise is removed.</summary>
    public Task AbandonAsync() => garbage.LetGoAsync(digests, released: false);
}
