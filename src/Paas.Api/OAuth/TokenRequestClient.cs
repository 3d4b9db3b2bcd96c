namespace Paas.Api.OAuth;

/// <summary>The client that asks, by its secret.</summary>
internal sealed record TokenRequestClient(string? Secret);
