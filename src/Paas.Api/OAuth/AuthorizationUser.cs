namespace Paas.Api.OAuth;

/// <summary>Whose an authorization is.</summary>
internal sealed record AuthorizationUser(Guid Id, string Email, string? FullName);
