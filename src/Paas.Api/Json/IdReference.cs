namespace Paas.Api.Json;

/// <summary>Points to something by its id.</summary>
internal sealed record IdReference(Guid Id);
