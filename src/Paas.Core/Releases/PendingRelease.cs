namespace Paas.Releases;

/// <summary>A release whose release command has not ended.</summary>
/// <param name="Document">The release.</param>
/// <param name="InheritsSlug">It changes config only: it takes the slug that is current when its turn comes.</param>
internal sealed record PendingRelease(ReleaseDocument Document, bool InheritsSlug)
{
    /// <summary>Set once the command has ended: the decision may still have to be recorded, after a full disk say.</summary>
    public ReleaseDecision? Decision { get; init; }
}
