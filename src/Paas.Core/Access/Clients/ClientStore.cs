using System.Security.Cryptography;
using System.Text;
using Paas.Access.Store;
using Paas.Access.Tokens;

namespace Paas.Access.Clients;

/// <summary>Finds OAuth clients and knows their secrets.</summary>
internal sealed class ClientStore(AccessStore store, ISecretProtector secrets)
{
    public Task<Versioned<ClientDocument>?> FindAsync(Guid client, CancellationToken cancellationToken) =>
        store.ReadAsync(AccessKeys.Client(client), AccessJson.Default.ClientDocument, cancellationToken);

    public async Task<IReadOnlyList<Versioned<ClientDocument>>> ListAsync(Guid account, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(AccessKeys.Clients, AccessJson.Default.ClientDocument, cancellationToken)).Where(client => client.Value.Client.AccountId == account)];

    public ClientDocument WithNewSecret(OAuthClient client)
    {
        var secret = AccessToken.New();
        return new ClientDocument(client, secrets.Protect(Encoding.ASCII.GetBytes(secret), Purpose(client.Id)));
    }

    /// <summary>The client with its secret, for whoever registered it.</summary>
    public OAuthClient Open(ClientDocument document) => document.Client with { Secret = Encoding.ASCII.GetString(SecretOf(document)) };

    /// <summary>Whether the secret is the client's, in the same time for every wrong one.</summary>
    public bool Knows(ClientDocument document, string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(SecretOf(document)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private byte[] SecretOf(ClientDocument document) => secrets.Unprotect(document.SealedSecret, Purpose(document.Client.Id));

    private static string Purpose(Guid client) => $"oauth-client/{client}";
}
