namespace Paas.Api.Sharing;

/// <summary>Body of <c>POST</c> and <c>PATCH</c> of collaborators.</summary>
internal sealed record CollaboratorRequest
{
    /// <summary>E-mail address or id.</summary>
    public string? User { get; init; }

    public IReadOnlyList<string>? Permissions { get; init; }
}
