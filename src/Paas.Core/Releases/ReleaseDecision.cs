namespace Paas.Releases;

/// <summary>How a release command ended.</summary>
/// <param name="Failure">Why the release fails, or null when it succeeds.</param>
internal sealed record ReleaseDecision(string? Failure);
