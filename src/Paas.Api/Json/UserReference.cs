namespace Paas.Api.Json;

/// <summary>Points to a user.</summary>
internal sealed record UserReference(Guid Id, string Email);
