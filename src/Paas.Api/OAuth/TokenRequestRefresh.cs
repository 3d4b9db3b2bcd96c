namespace Paas.Api.OAuth;

/// <summary>The refresh token.</summary>
internal sealed record TokenRequestRefresh(string? Token);
