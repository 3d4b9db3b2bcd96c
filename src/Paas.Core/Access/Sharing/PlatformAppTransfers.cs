using Paas.Access.Accounts;
using Paas.Access.Guards;
using Paas.Access.Store;
using Paas.Engine;

namespace Paas.Access.Sharing;

internal sealed class PlatformAppTransfers(EngineServices engine, AccessStore store, TeamStore teams, AccountStore accounts, AppGuard guard) : IAppTransfers
{
    private Guid Account => guard.Caller.AccountId;

    public Task<AppTransfer> CreateAsync(string app, string recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return guard.ChangeAsync("transfers.create", app, AppAction.Transfer, EmailAddress.Shorten(recipient), async id =>
        {
            var model = (await engine.Apps.FindAsync(id, cancellationToken)).Model;
            var now = engine.Time.GetUtcNow();
            var transfer = new AppTransfer
            {
                Id = Guid.NewGuid(),
                AppId = model.App.Id,
                AppName = model.App.Name,
                OwnerId = model.App.TeamId ?? model.App.OwnerId ?? accounts.Owner.AccountId,
                RecipientId = Guid.Empty,
                Recipient = "",
                State = AppTransferState.Pending,
                CreatedAt = now,
                UpdatedAt = now,
            };
            if (await accounts.FindAsync(recipient, cancellationToken) is { } byEmail)
                return await OfferAsync(transfer, byEmail.Value.Account);
            if (Guid.TryParse(recipient, out var account) && await accounts.FindAsync(account, cancellationToken) is { } byId)
                return await OfferAsync(transfer, byId.Value.Account);
            if (await teams.FindAsync(recipient, cancellationToken) is { Value: var team } && (guard.Caller.IsPlatformOwner || team.RoleOf(Account) is TeamRole.Admin or TeamRole.Member))
                return await MoveIntoAsync(transfer, team.Team, cancellationToken);
            throw new PaasException(PaasErrors.NotFound, $"Couldn't find the recipient '{EmailAddress.Shorten(recipient)}'. Give the e-mail address of an account, or the name of a team in which you are.");
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<AppTransfer>> ListAsync(CancellationToken cancellationToken)
    {
        guard.RequireReadScope();
        return [.. (await store.ListAsync(AccessKeys.Transfers, AccessJson.Default.AppTransfer, cancellationToken))
            .Select(static transfer => transfer.Value).Where(transfer => transfer.OwnerId == Account || transfer.RecipientId == Account).OrderByDescending(static transfer => transfer.CreatedAt)];
    }

    public Task<AppTransfer> DecideAsync(Guid transfer, bool accept, CancellationToken cancellationToken) =>
        guard.ChangeAsync(accept ? "transfers.accept" : "transfers.decline", transfer.ToString(), async () =>
        {
            guard.RequireWriteScope();
            var (pending, version) = await PendingAsync(transfer);
            if (pending.RecipientId != Account)
                throw NotFound();
            var decided = pending with { State = accept ? AppTransferState.Accepted : AppTransferState.Declined, UpdatedAt = engine.Time.GetUtcNow() };
            var change = new Changes().Put(AccessKeys.Transfer(transfer), decided, AccessJson.Default.AppTransfer, version);
            if (accept)
                await MoveAsync(pending.AppId, pending.OwnerId, guard.Caller.IsPlatformOwner ? null : Account, null, change, cancellationToken);
            else if (!await store.TryCommitAsync(change))
                throw NotFound();
            return decided;
        });

    public Task<AppTransfer> CancelAsync(Guid transfer, CancellationToken cancellationToken) =>
        guard.ChangeAsync("transfers.cancel", transfer.ToString(), async () =>
        {
            guard.RequireWriteScope();
            var (pending, version) = await PendingAsync(transfer);
            if (pending.OwnerId != Account && !guard.Caller.IsPlatformOwner)
                await guard.RequireAsync(pending.AppId.ToString(), AppAction.Transfer, cancellationToken);
            if (!await store.TryCommitAsync(new Changes().Remove(AccessKeys.Transfer(transfer), version)))
                throw NotFound();
            return pending;
        });

    private async Task<AppTransfer> OfferAsync(AppTransfer transfer, Account recipient)
    {
        if (recipient.Id == transfer.OwnerId)
            throw new PaasException(PaasErrors.InvalidParams, $"The app {transfer.AppName} is {recipient.Email}'s already.");
        transfer = transfer with { RecipientId = recipient.Id, Recipient = recipient.Email };
        return await store.ChangeAsync(async changes =>
        {
            if ((await store.ListAsync(AccessKeys.Transfers, AccessJson.Default.AppTransfer, CancellationToken.None)).Any(other => other.Value.AppId == transfer.AppId && other.Value.State == AppTransferState.Pending))
                throw new PaasException(PaasErrors.InvalidParams, $"The app {transfer.AppName} is offered to somebody already. Cancel that transfer first.");
            changes.Put(AccessKeys.Transfer(transfer.Id), transfer, AccessJson.Default.AppTransfer, 0);
            return transfer;
        });
    }

    private async Task<AppTransfer> MoveIntoAsync(AppTransfer transfer, Team team, CancellationToken cancellationToken)
    {
        if (team.Id == transfer.OwnerId)
            throw new PaasException(PaasErrors.InvalidParams, $"The app {transfer.AppName} is the team {team.Name}'s already.");
        var done = transfer with { RecipientId = team.Id, Recipient = team.Name, State = AppTransferState.Accepted };
        await MoveAsync(transfer.AppId, transfer.OwnerId, null, team.Id, new Changes().Put(AccessKeys.Transfer(done.Id), done, AccessJson.Default.AppTransfer, 0), cancellationToken);
        return done;
    }

    /// <summary>App and transfer change in one commit. Who owned it stays as a collaborator of a person's app, as on Heroku.</summary>
    private Task<bool> MoveAsync(Guid app, Guid from, Guid? toAccount, Guid? toTeam, Changes changes, CancellationToken cancellationToken) =>
        engine.InvokeAsync(app.ToString(), async state =>
        {
            var document = state.Model.Document;
            if ((document.App.TeamId ?? document.App.OwnerId ?? accounts.Owner.AccountId) != from)
                throw new PaasException(PaasErrors.Conflict, $"The app {document.App.Name} has another owner by now.");
            var now = engine.Time.GetUtcNow();
            var access = document.Access;
            if (document.App.TeamId is null && await accounts.FindAsync(from, CancellationToken.None) is { } owner && !accounts.IsOwner(owner.Value.Account))
                access = access.SetItem(from, new AppAccess(Guid.NewGuid(), toTeam is null ? PermissionRules.Personal : PermissionRules.Givable, now, now));
            if (toAccount is { } account)
                access = access.Remove(account);
            var moved = document with { App = document.App with { OwnerId = toAccount, TeamId = toTeam, Locked = toTeam is not null && document.App.Locked }, Access = access };
            await engine.Commits.CommitAsync(state, moved, changes.All);
            return true;
        }, cancellationToken);

    private async Task<Versioned<AppTransfer>> PendingAsync(Guid transfer) =>
        await store.ReadAsync(AccessKeys.Transfer(transfer), AccessJson.Default.AppTransfer, CancellationToken.None) is { Value.State: AppTransferState.Pending } found ? found : throw NotFound();

    private static PaasException NotFound() => new(PaasErrors.NotFound, "Couldn't find that transfer, or it is decided.");
}
