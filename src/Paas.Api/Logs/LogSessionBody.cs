namespace Paas.Api.Logs;

/// <summary>Answer of <c>POST /apps/{app}/log-sessions</c>: whoever has the address may read.</summary>
internal sealed record LogSessionBody(Guid Id, string LogplexUrl, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
