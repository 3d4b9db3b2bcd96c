namespace Paas.Releases;

/// <summary>A release whose release command has not ended.</summary>
/// <param name="Document">The release.</param>
/// <param name="InheritsSlug">It changes config only: it takes the slug that is current when its turn comes.</param>
internal sealed record PendingRelease(ReleaseDocument Document, bool InheritsSlug);
