namespace Paas.Api.Accounts;

/// <summary>Requests that are left.</summary>
internal sealed record RateLimitBody(int Remaining);
