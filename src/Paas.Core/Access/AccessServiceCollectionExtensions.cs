using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
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

internal static class AccessServiceCollectionExtensions
{
    /// <summary>Adds accounts and the defaults of their ports; what the host registered before wins.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>()
            .Validate(static options => options.PasswordIterations is >= 1_000 and <= 10_000_000, "AccessOptions.PasswordIterations must be from 1,000 to 10,000,000.")
            .ValidateOnStart();
        services.TryAddSingleton<OwnerAuthenticator>();
        services.TryAddSingleton<IAuthenticator, TokenAuthenticator>();
        services.TryAddSingleton<IAuthorizer, AppAuthorizer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPasswordHasher, Pbkdf2PasswordHasher>(
            static provider => new Pbkdf2PasswordHasher(provider.GetRequiredService<IOptions<AccessOptions>>().Value.PasswordIterations)));

        services.TryAddSingleton<AccessStore>();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<NewAccounts>();
        services.TryAddSingleton<AccountRemoval>();
        services.TryAddSingleton<PasswordHashes>();
        services.TryAddSingleton<PasswordSignIns>();
        services.TryAddSingleton<BrowserSignIns>();
        services.TryAddSingleton<SecondFactorCheck>();
        services.TryAddSingleton<SignInThrottle>();
        services.TryAddSingleton<TokenStore>();
        services.TryAddSingleton<ClientStore>();
        services.TryAddSingleton<GrantCodes>();
        services.TryAddSingleton<TeamStore>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<AccountServices>();
    }
}
