using Paas.Access.Accounts;
using Paas.Access.Audit;
using Paas.Access.Clients;
using Paas.Access.Passwords;
using Paas.Access.Sharing;
using Paas.Access.SigningIn;
using Paas.Access.Store;
using Paas.Access.Tokens;
using Paas.Access.TwoFactor;

namespace Paas.Access;

/// <summary>What the facade of accounts works with; one per platform.</summary>
internal sealed record AccountServices(
    AccessStore Store, AccountStore Accounts, NewAccounts NewAccounts, AccountRemoval Removal, PasswordHashes Passwords, PasswordSignIns PasswordSignIns,
    BrowserSignIns BrowserSignIns, SecondFactorCheck SecondFactors, SignInThrottle Throttle, TokenStore Tokens, ClientStore Clients, GrantCodes Codes,
    TeamStore Teams, AuditTrail Audit, IAuthorizer Authorizer, TimeProvider Time);
