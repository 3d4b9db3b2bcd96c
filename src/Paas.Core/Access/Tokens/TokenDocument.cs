namespace Paas.Access.Tokens;

/// <summary>Leads from a token to its authorization, under <c>token/{SHA-256 of the token}</c>.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="AuthorizationId">Of which authorization.</param>
/// <param name="IsRefresh">A refresh token: it gives new tokens and no access.</param>
internal sealed record TokenDocument(Guid AccountId, Guid AuthorizationId, bool IsRefresh);
