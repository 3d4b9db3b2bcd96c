namespace Paas.Api.OAuth;

/// <summary>The client that an authorization was granted to.</summary>
internal sealed record ClientReference(Guid Id, string Name, string RedirectUri);
