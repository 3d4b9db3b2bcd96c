namespace Paas.Access.Tokens;

public sealed class AuthorizationsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Token_AuthenticatesAcrossACrashWithItsScopes()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Description = "ci", Scopes = OAuthScopes.Read | OAuthScopes.Identity }, Cancelled);
        Assert.Matches("^PAAS-[A-Za-z0-9_-]{43}$", made.AccessToken);
        Assert.DoesNotContain(made.AccessToken!, made.ToString(), StringComparison.Ordinal);

        await people.Paas.CrashAsync();

        var caller = await people.AuthenticateAsync(made.AccessToken!);
        Assert.True(caller is { Email: "ann@example.com", Scopes: OAuthScopes.Read | OAuthScopes.Identity, IsPlatformOwner: false } && caller.AuthorizationId == made.Id);
        var listed = Assert.Single(await (await people.AsAsync("ann@example.com", OAuthScopes.Global)).Accounts.Authorizations.ListAsync(Cancelled));
        Assert.Equal(("ci", null, made.AccessToken![^4..]), (listed.Description, listed.AccessToken, listed.TokenEnd));
    }

    [Fact]
    public async Task Authenticate_WrongToken_IsNobody()
    {
        await using var people = await People.StartAsync();
        var token = (await people.Host.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled)).AccessToken!;
        Assert.NotNull(await people.AuthenticateAsync(token));

        foreach (var wrong in (string[])["", "undefined", "PAAS-", token[..^1], token + "A", token.ToUpperInvariant(), " " + token, AccessToken.HashOf(token), new string('x', 10_000_000), "\ud800", "../../token/x"])
            Assert.Null(await people.AuthenticateAsync(wrong));
    }

    [Fact]
    public async Task Authenticate_AfterItsLifetime_IsNobodyAndItIsCleanedUp()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Lifetime = TimeSpan.FromHours(1) }, Cancelled);

        people.Paas.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(await people.AuthenticateAsync(made.AccessToken!));
        people.Paas.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await people.AuthenticateAsync(made.AccessToken!));
        Assert.Empty(await ann.Accounts.Authorizations.ListAsync(Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Authorizations.RotateAsync(made.Id.ToString(), Cancelled));

        await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Lifetime = TimeSpan.MaxValue }, Cancelled);
        Assert.Single(await people.Paas.State.ListAsync("authorization/", Cancelled));
        Assert.Single(await people.Paas.State.ListAsync("token/", Cancelled));
    }

    [Fact]
    public async Task Rotate_Token_EndsTheOldOneAndKeepsItsLifetime()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Lifetime = TimeSpan.FromHours(8), Scopes = OAuthScopes.Write }, Cancelled);
        people.Paas.Time.Advance(TimeSpan.FromHours(2));

        var rotated = await ann.Accounts.Authorizations.RotateAsync(made.Id.ToString(), Cancelled);

        Assert.Equal(made.Id, rotated.Id);
        Assert.Equal(people.Paas.Time.GetUtcNow() + TimeSpan.FromHours(8), rotated.ExpiresAt);
        Assert.Null(await people.AuthenticateAsync(made.AccessToken!));
        Assert.Equal(OAuthScopes.Write, (await people.AuthenticateAsync(rotated.AccessToken!))?.Scopes);
        Assert.Single(await people.Paas.State.ListAsync("token/", Cancelled));
    }

    [Fact]
    public async Task Revoke_Token_EndsItAtOnceAndOnlyForItsOwner()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled);

        foreach (var call in (Func<IAuthorizations, Task>[])[a => a.RevokeAsync(made.Id.ToString(), Cancelled), a => a.GetAsync(made.Id.ToString(), Cancelled), a => a.RotateAsync(made.Id.ToString(), Cancelled), a => a.UpdateAsync(made.Id.ToString(), "x", Cancelled), a => a.RevokeAsync("~", Cancelled), a => a.GetAsync("nonsense", Cancelled)])
            await Refusal.OfAsync(PaasErrors.NotFound, () => call(bob.Accounts.Authorizations));
        Assert.NotNull(await people.AuthenticateAsync(made.AccessToken!));

        await ann.Accounts.Authorizations.RevokeAsync(made.Id.ToString(), Cancelled);
        Assert.Null(await people.AuthenticateAsync(made.AccessToken!));
    }

    [Fact]
    public async Task LimitedToken_OnItsAccount_ReadsAndEndsItselfOnly()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest { Scopes = OAuthScopes.WriteProtected }, Cancelled);
        var limited = people.Host.As((await people.AuthenticateAsync(made.AccessToken!))!).Accounts;

        Assert.Equal("ann@example.com", (await limited.Users.GetAsync(cancellationToken: Cancelled)).Email);
        Assert.Equal(made.Id, (await limited.Authorizations.GetAsync("~", Cancelled)).Id);
        foreach (var call in (Func<Task>[])
        [
            () => limited.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled), () => limited.Authorizations.ListAsync(Cancelled), () => limited.Authorizations.ListSessionsAsync(Cancelled),
            () => limited.Authorizations.RotateAsync("~", Cancelled), () => limited.Keys.ListAsync(Cancelled), () => limited.Keys.AddAsync(Keys.SshKeysTests.Ed25519, Cancelled),
            () => limited.TwoFactor.BeginAsync(Cancelled), () => limited.Users.UpdateAsync("~", new AccountUpdate { Name = "x" }, Cancelled), () => limited.Users.DeleteAsync("~", Cancelled),
            () => limited.Clients.ListAsync(Cancelled), () => limited.Clients.CreateAsync("x", new Uri("https://x.example.com"), Cancelled), () => limited.Audit.ReadAsync(new AuditQuery(), Cancelled),
        ])
        {
            await Refusal.OfAsync(PaasErrors.Forbidden, call);
        }

        await limited.Authorizations.RevokeAsync("~", Cancelled);
        Assert.Null(await people.AuthenticateAsync(made.AccessToken!));
    }

    [Fact]
    public async Task Authenticate_OftenInAMoment_NotesTheUseOnceInTenMinutes()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var made = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled);
        await people.AuthenticateAsync(made.AccessToken!);
        await people.Paas.SettleAsync();
        var used = (await ann.Accounts.Authorizations.GetAsync(made.Id.ToString(), Cancelled)).LastUsedAt;
        Assert.Equal(people.Paas.Time.GetUtcNow(), used);

        people.Paas.Time.Advance(TokenAuthenticator.UsePrecision - TimeSpan.FromTicks(1));
        await people.AuthenticateAsync(made.AccessToken!);
        await people.Paas.SettleAsync();
        Assert.Equal(used, (await ann.Accounts.Authorizations.GetAsync(made.Id.ToString(), Cancelled)).LastUsedAt);

        people.Paas.Time.Advance(TimeSpan.FromTicks(1));
        await people.AuthenticateAsync(made.AccessToken!);
        await people.Paas.SettleAsync();
        Assert.Equal(people.Paas.Time.GetUtcNow(), (await ann.Accounts.Authorizations.GetAsync(made.Id.ToString(), Cancelled)).LastUsedAt);
    }

    [Fact]
    public async Task ChangeOfPassword_EndsSessionsAndKeepsTokens()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var token = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled);
        var begun = await ann.Accounts.SignIn.BeginInBrowserAsync("x", null, Cancelled);
        await ann.Accounts.SignIn.DecideInBrowserAsync(begun.Id, true, Cancelled);
        var session = await ann.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Secret!, Cancelled);

        await ann.Accounts.Users.UpdateAsync("~", new AccountUpdate { Password = "another password", CurrentPassword = People.Password }, Cancelled);

        Assert.Null(await people.AuthenticateAsync(session.AccessToken!));
        Assert.NotNull(await people.AuthenticateAsync(token.AccessToken!));
    }

    [Theory]
    [InlineData("global", OAuthScopes.Global)]
    [InlineData("read,write-protected", OAuthScopes.Read | OAuthScopes.WriteProtected)]
    [InlineData("identity,read,write,read-protected,write-protected", OAuthScopes.Identity | OAuthScopes.Read | OAuthScopes.Write | OAuthScopes.ReadProtected | OAuthScopes.WriteProtected)]
    public void ScopeNames_AreThoseOfThePlatformApi(string names, OAuthScopes scopes)
    {
        Assert.True(OAuthScopeNames.TryParse(names.Split(','), out var parsed));
        Assert.Equal(scopes, parsed);
        Assert.Equal(names.Split(',').Order(), OAuthScopeNames.Format(scopes).Order());
        Assert.False(OAuthScopeNames.TryParse(["read", "admin"], out _));
        Assert.False(OAuthScopeNames.TryParse([""], out _));
    }

    [Fact]
    public async Task Create_BadRequest_IsRefused()
    {
        await using var people = await People.StartAsync();
        var authorizations = people.Host.Accounts.Authorizations;

        foreach (var request in (AuthorizationRequest[])[new() { Scopes = OAuthScopes.None }, new() { Lifetime = TimeSpan.Zero }, new() { Description = new string('x', 201) }, new() { Description = "a\nb" }])
            await Refusal.OfAsync(PaasErrors.InvalidParams, () => authorizations.CreateAsync(request, Cancelled));
    }
}
