using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Access;

/// <summary>A platform with people on it.</summary>
internal sealed class People : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private People(TestPaas paas) => Paas = paas;

    public TestPaas Paas { get; }

    public IPlatform Host => Paas.Platform;

    /// <param name="hasher">Counts or slows down; null for PBKDF2 with few iterations.</param>
    public static async Task<People> StartAsync(IPasswordHasher? hasher = null) => new(await TestPaas.StartAsync(services =>
    {
        services.Configure<AccessOptions>(static options => options.PasswordIterations = 1_000);
        if (hasher is not null)
            services.AddSingleton(hasher);
    }));

    /// <summary>Makes an account with the usual password and acts as it.</summary>
    public async Task<IPlatform> AddAsync(string email) => As(await Host.Accounts.Users.CreateAsync(email, Password, TestContext.Current.CancellationToken));

    public IPlatform As(Account account, OAuthScopes scopes = OAuthScopes.Global) => Host.As(CallerOf(account, scopes));

    public async Task<IPlatform> AsAsync(string email, OAuthScopes scopes) => As(await Host.Accounts.Users.GetAsync(email, TestContext.Current.CancellationToken), scopes);

    public static Caller CallerOf(Account account, OAuthScopes scopes = OAuthScopes.Global) =>
        new() { AccountId = account.Id, Email = account.Email, Scopes = scopes, IsPlatformOwner = account.IsPlatformOwner, Address = "192.0.2.1", RequestId = "request-1" };

    public ValueTask<Caller?> AuthenticateAsync(string token) => Paas.Services.GetRequiredService<IAuthenticator>().AuthenticateAsync(token, TestContext.Current.CancellationToken);

    public Task<SignInResult> SignInAsync(string email, string password, string? secondFactor = null, string? address = null) =>
        Host.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn(email, password) { SecondFactor = secondFactor, Address = address }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Paas.DisposeAsync();
}
