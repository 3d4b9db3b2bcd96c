namespace Paas.Api.OAuth;

/// <summary>What is exchanged: <c>authorization_code</c> with its code, or <c>refresh_token</c>.</summary>
internal sealed record TokenRequestGrant(string? Code, string? Type);
