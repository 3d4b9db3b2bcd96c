namespace Paas.Access.Clients;

/// <summary>The durable facts of an OAuth client, under <c>client/{id}</c>.</summary>
/// <param name="Client">The public part, without its secret.</param>
/// <param name="SealedSecret">The secret, sealed by the secret protector: whoever registered the client may see it again.</param>
internal sealed record ClientDocument(OAuthClient Client, byte[] SealedSecret);
