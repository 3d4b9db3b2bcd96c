namespace Paas.Api.Sharing;

/// <summary>The user of a collaborator.</summary>
internal sealed record CollaboratorUser(Guid Id, string Email, bool Federated);
