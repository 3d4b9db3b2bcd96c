namespace Paas.Access.Sharing;

public sealed class CollaboratorsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_OfAnAccount_IsItsOwnAndNobodyElsesAcrossACrash()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await people.AddAsync("bob@example.com");
        var app = await ann.Apps.CreateAsync("shop", Cancelled);
        await people.Host.Apps.CreateAsync("hosts-own", Cancelled);

        await people.Paas.CrashAsync();

        ann = await people.AsAsync("ann@example.com", OAuthScopes.Global);
        var bob = await people.AsAsync("bob@example.com", OAuthScopes.Global);
        Assert.Equal("shop", Assert.Single(await ann.Apps.ListAsync(Cancelled)).Name);
        Assert.Empty(await bob.Apps.ListAsync(Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Apps.GetAsync(app.Id.ToString(), Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Apps.DestroyAsync("shop", Cancelled));
        Assert.Equal(2, (await people.Host.Apps.ListAsync(Cancelled)).Count);
        Assert.Equal((await ann.Accounts.Users.GetAsync(cancellationToken: Cancelled)).Id, (await ann.Apps.GetAsync("shop", Cancelled)).OwnerId);
        await ann.Apps.DestroyAsync("shop", Cancelled);
    }

    [Fact]
    public async Task Add_Collaborator_MayDeployAndOperateButNotGiveItAway()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);

        var added = await ann.Accounts.Collaborators.AddAsync("shop", "BOB@example.com", cancellationToken: Cancelled);
        Assert.Equal(("bob@example.com", "collaborator"), (added.Email, added.Role));

        await people.Paas.CrashAsync();
        bob = await people.AsAsync("bob@example.com", OAuthScopes.Global);
        await bob.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" }, Cancelled);
        await bob.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled);
        foreach (var call in (Func<Task>[])
        [
            () => bob.Apps.DestroyAsync("shop", Cancelled), () => bob.Apps.UpdateAsync("shop", new AppUpdate { Name = "mine" }, Cancelled),
            () => bob.Accounts.Collaborators.AddAsync("shop", "eve@example.com", cancellationToken: Cancelled),
            () => bob.Accounts.Collaborators.UpdateAsync("shop", "bob@example.com", PermissionRules.Givable, Cancelled),
            () => bob.Accounts.Collaborators.RemoveAsync("shop", "ann@example.com", Cancelled),
            () => bob.Accounts.Transfers.CreateAsync("shop", "bob@example.com", Cancelled),
        ])
        {
            await Refusal.OfAsync(PaasErrors.Forbidden, call);
        }

        Assert.Equal(["ann@example.com owner", "bob@example.com collaborator"], (await bob.Accounts.Collaborators.ListAsync("shop", Cancelled)).Select(static who => $"{who.Email} {who.Role}"));
    }

    [Fact]
    public async Task Update_Permissions_CountAtOnce()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await ann.Accounts.Collaborators.AddAsync("shop", "bob@example.com", AppPermissions.View, Cancelled);

        await Refusal.OfAsync(PaasErrors.Forbidden, () => bob.Config.GetAsync("shop", Cancelled));
        await ann.Accounts.Collaborators.UpdateAsync("shop", "bob@example.com", AppPermissions.Deploy, Cancelled);
        await bob.Config.GetAsync("shop", Cancelled);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => bob.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled));
        await ann.Accounts.Collaborators.RemoveAsync("shop", "bob@example.com", Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Apps.GetAsync("shop", Cancelled));
    }

    [Theory]
    [InlineData(AppPermissions.None)]
    [InlineData(AppPermissions.Own)]
    [InlineData(AppPermissions.All)]
    [InlineData(AppPermissions.View | AppPermissions.ReadSecrets)]
    public async Task Add_PermissionThatCannotBeGiven_IsRefused(AppPermissions permissions)
    {
        await using var people = await People.StartAsync();
        await people.Host.Apps.CreateAsync("shop", Cancelled);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Collaborators.AddAsync("shop", "bob@example.com", permissions, Cancelled));
    }

    [Fact]
    public async Task Add_UnknownAddress_IsInvited()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await ann.Accounts.Collaborators.AddAsync("shop", "new@example.com", cancellationToken: Cancelled);

        Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync("new@example.com", People.Password)).Outcome);
        var reset = await people.Host.Accounts.Users.CreatePasswordResetAsync("new@example.com", Cancelled);
        await people.Host.Accounts.Users.SetPasswordAsync(reset, People.Password, Cancelled);

        var signedIn = await people.SignInAsync("new@example.com", People.Password);
        Assert.Equal("shop", Assert.Single(await people.Host.As(signedIn.Caller!).Apps.ListAsync(Cancelled)).Name);
    }

    [Fact]
    public async Task Add_Twice_IsRefused_AndTheOwnerToo()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await ann.Accounts.Collaborators.AddAsync("shop", "bob@example.com", cancellationToken: Cancelled);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Collaborators.AddAsync("shop", "Bob@example.com", cancellationToken: Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Collaborators.AddAsync("shop", "ann@example.com", cancellationToken: Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Collaborators.AddAsync("shop", "not an address", cancellationToken: Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Collaborators.RemoveAsync("shop", "eve@example.com", Cancelled));
    }

    [Fact]
    public async Task Remove_Oneself_IsAlwaysAllowed()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        await ann.Accounts.Collaborators.AddAsync("shop", "bob@example.com", AppPermissions.View, Cancelled);

        await bob.Accounts.Collaborators.RemoveAsync("shop", "~", Cancelled);

        Assert.Empty(await bob.Apps.ListAsync(Cancelled));
    }

    [Theory]
    [InlineData(OAuthScopes.Identity)]
    [InlineData(OAuthScopes.Read)]
    [InlineData(OAuthScopes.Write)]
    [InlineData(OAuthScopes.ReadProtected)]
    [InlineData(OAuthScopes.WriteProtected)]
    public async Task Scopes_OfTheOwnersToken_LimitWhatItDoes(OAuthScopes scopes)
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await ann.Apps.CreateAsync("shop", Cancelled);
        var limited = await people.AsAsync("ann@example.com", scopes);
        Task AssertAsync(bool allowed, Func<Task> call) => allowed ? call() : Refusal.OfAsync(scopes == OAuthScopes.Identity ? PaasErrors.NotFound : PaasErrors.Forbidden, call);

        await AssertAsync(scopes != OAuthScopes.Identity, () => limited.Apps.GetAsync("shop", Cancelled));
        await AssertAsync(scopes is OAuthScopes.ReadProtected or OAuthScopes.WriteProtected, () => limited.Config.GetAsync("shop", Cancelled));
        await AssertAsync(scopes is OAuthScopes.WriteProtected, () => limited.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["A"] = "1" }, Cancelled));
        await AssertAsync(scopes is OAuthScopes.Write or OAuthScopes.WriteProtected, () => limited.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true }, Cancelled));
        await AssertAsync(scopes is OAuthScopes.Write or OAuthScopes.WriteProtected, () => limited.Apps.DestroyAsync("shop", Cancelled));
    }
}
