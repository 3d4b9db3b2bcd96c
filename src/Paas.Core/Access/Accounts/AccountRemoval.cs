using Paas.Access.Sharing;
using Paas.Access.Store;
using Paas.Access.Tokens;
using Paas.Apps;

namespace Paas.Access.Accounts;

/// <summary>Removes accounts in one commit with what is theirs. Access to apps that stays behind leads to nobody.</summary>
internal sealed class AccountRemoval(AccessStore store, AccountStore accounts, TokenStore tokens, AppDirectory apps)
{
    public Task DeleteAsync(Guid account) => store.ChangeAsync(async changes =>
    {
        if (await accounts.FindAsync(account, CancellationToken.None) is not var (document, version))
            throw NewAccounts.UserNotFound(account.ToString());
        if (accounts.IsOwner(document.Account))
            throw new PaasException(PaasErrors.InvalidParams, "The account of the platform's owner cannot be removed.");
        if (apps.All.FirstOrDefault(app => app.Model is { Destroyed: false } model && model.App.OwnerId == account) is { } owned)
            throw new PaasException(PaasErrors.InvalidParams, $"{EmailAddress.Shorten(document.Account.Email)} owns the app {owned.Model.App.Name}. Destroy or transfer it first.");

        changes.Remove(AccessKeys.Account(account), version).Remove(AccessKeys.Email(EmailAddress.Normalize(document.Account.Email)));
        await tokens.RevokeAsync(changes, account, static _ => true);
        foreach (var (key, keyVersion) in await store.ListAsync(AccessKeys.SshKeys(account), AccessJson.Default.SshKey, CancellationToken.None))
            changes.Remove(AccessKeys.SshKey(account, key.Id), keyVersion).Remove(AccessKeys.Fingerprint(Keys.SshPublicKey.Parse(key.PublicKey).Sha256Hex));
        foreach (var (client, clientVersion) in await store.ListAsync(AccessKeys.Clients, AccessJson.Default.ClientDocument, CancellationToken.None))
        {
            if (client.Client.AccountId == account)
                changes.Remove(AccessKeys.Client(client.Client.Id), clientVersion);
        }

        foreach (var (team, teamVersion) in await store.ListAsync(AccessKeys.Teams, AccessJson.Default.TeamDocument, CancellationToken.None))
        {
            if (team.Members.ContainsKey(account))
                changes.Put(AccessKeys.Team(team.Team.Id), TeamRules.Without(team, account), AccessJson.Default.TeamDocument, teamVersion);
        }

        return true;
    });
}
