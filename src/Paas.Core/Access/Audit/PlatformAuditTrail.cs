using Paas.Access.Guards;

namespace Paas.Access.Audit;

internal sealed class PlatformAuditTrail(AuditTrail audit, AppGuard guard) : IAuditTrail
{
    private const int MaxLimit = 1_000;

    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > MaxLimit)
            throw new PaasException(PaasErrors.InvalidParams, $"The limit {query.Limit} is illegal; give one from 1 to {MaxLimit}.");
        return await audit.ReadAsync(await ConditionAsync(query, cancellationToken), query.Before, query.Limit, cancellationToken);
    }

    private async Task<Func<AuditRecord, bool>> ConditionAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        if (query.App is { } app)
        {
            var id = Guid.Parse(await guard.RequireAsync(app, AppAction.ManageAccess, cancellationToken));
            return record => record.AppId == id;
        }

        guard.RequireGlobalScope();
        var caller = guard.Caller;
        return caller.IsPlatformOwner ? static _ => true : record => record.AccountId == caller.AccountId;
    }
}
