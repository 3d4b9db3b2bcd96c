using Paas.Api.Json;

namespace Paas.Api.Sharing;

/// <summary>Somebody with access to an app. Source: Platform API schema, <c>collaborator</c>.</summary>
internal sealed record CollaboratorBody(
    NamedReference App, DateTimeOffset CreatedAt, Guid Id, IReadOnlyList<PermissionBody> Permissions, string? Role, DateTimeOffset UpdatedAt, CollaboratorUser User)
{
    public static CollaboratorBody Of(App app, Collaborator access) => new(
        NamedReference.To(app), access.CreatedAt, access.Id, PermissionBody.Of(access.Permissions), access.Role, access.UpdatedAt,
        new CollaboratorUser(access.AccountId, access.Email, Federated: false));
}
