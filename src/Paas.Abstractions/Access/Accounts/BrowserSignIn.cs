namespace Paas;

/// <summary>A sign-in that waits for somebody to approve it in a browser.</summary>
/// <param name="Id">Unguessable; part of the page's address.</param>
/// <param name="Description">What the client called itself.</param>
/// <param name="ExpiresAt">When nobody can approve it any more (UTC).</param>
public sealed record BrowserSignIn(string Id, string Description, DateTimeOffset ExpiresAt)
{
    /// <summary>With which the client fetches its token; null for everybody but the client that began.</summary>
    public string? Secret { get; init; }

    /// <summary>Where the client calls from.</summary>
    public string? Address { get; init; }

    /// <summary>Says what waits, and no secret.</summary>
    public override string ToString() => $"{nameof(BrowserSignIn)} {{ Description = {Description}, ExpiresAt = {ExpiresAt:O} }}";
}
