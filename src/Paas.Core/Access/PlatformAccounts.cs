using Paas.Access.Accounts;
using Paas.Access.Audit;
using Paas.Access.Clients;
using Paas.Access.Guards;
using Paas.Access.Keys;
using Paas.Access.Sharing;
using Paas.Access.SigningIn;
using Paas.Access.Tokens;
using Paas.Access.TwoFactor;
using Paas.Apps;
using Paas.Engine;

namespace Paas.Access;

/// <summary>The facade of accounts for the caller whom the guard knows.</summary>
internal sealed class PlatformAccounts(EngineServices engine, AccountServices access, PlatformApps apps, AppGuard guard) : IAccounts
{
    public IUsers Users { get; } = new PlatformUsers(access.Store, access.Accounts, access.NewAccounts, access.Removal, access.Passwords, access.Throttle, access.Tokens, access.Time, guard);

    public ISignIn SignIn { get; } = new PlatformSignIn(access.PasswordSignIns, access.BrowserSignIns, guard);

    public ITwoFactor TwoFactor { get; } = new PlatformTwoFactor(access.Store, access.Accounts, access.SecondFactors, access.Throttle, access.Time, guard);

    public ISshKeys Keys { get; } = new PlatformSshKeys(access.Store, access.Accounts, access.Time, guard);

    public IAuthorizations Authorizations { get; } = new PlatformAuthorizations(access.Tokens, guard);

    public IOAuthClients Clients { get; } = new PlatformClients(access.Store, access.Clients, access.Codes, access.Tokens, access.Time, guard);

    public ICollaborators Collaborators { get; } = new PlatformCollaborators(engine, access.Store, access.Accounts, access.NewAccounts, guard);

    public IAppTransfers Transfers { get; } = new PlatformAppTransfers(engine, access.Store, access.Teams, access.Accounts, guard);

    public ITeams Teams { get; } = new PlatformTeams(engine, access.Store, access.Teams, access.Accounts, access.NewAccounts, apps, guard);

    public IAuditTrail Audit { get; } = new PlatformAuditTrail(access.Audit, guard);
}
