namespace Paas.Access.Clients;

public sealed class OAuthClientsTests
{
    private static readonly Uri _redirect = new("https://tool.example.com/callback");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grant_Redeemed_GivesTokensThatAreRefreshed()
    {
        await using var people = await People.StartAsync();
        var maker = await people.AddAsync("maker@example.com");
        var ann = await people.AddAsync("ann@example.com");
        var client = await maker.Accounts.Clients.CreateAsync("Tool", _redirect, Cancelled);
        var shown = await ann.Accounts.Clients.GetAsync(client.Id, Cancelled);
        Assert.Equal(("Tool", null), (shown.Name, shown.Secret));

        var code = await ann.Accounts.Clients.GrantAsync(client.Id, OAuthScopes.Read, Cancelled);
        var granted = await people.Host.Accounts.Clients.RedeemAsync(code, client.Secret!, Cancelled);
        Assert.True(await people.AuthenticateAsync(granted.AccessToken!) is { Email: "ann@example.com", Scopes: OAuthScopes.Read });
        Assert.Null(await people.AuthenticateAsync(granted.RefreshToken!));
        Assert.Equal(client.Id, Assert.Single(await ann.Accounts.Authorizations.ListAsync(Cancelled)).ClientId);

        people.Paas.Time.Advance(TimeSpan.FromHours(9));
        Assert.Null(await people.AuthenticateAsync(granted.AccessToken!));
        var refreshed = await people.Host.Accounts.Clients.RefreshAsync(granted.RefreshToken!, client.Secret!, Cancelled);
        Assert.NotNull(await people.AuthenticateAsync(refreshed.AccessToken!));
        await Refusal.OfAsync(PaasErrors.Unauthorized, () => people.Host.Accounts.Clients.RefreshAsync(granted.RefreshToken!, client.Secret!, Cancelled));
        Assert.Equal(granted.Id, refreshed.Id);
    }

    [Fact]
    public async Task Redeem_WrongUsedOrLate_IsUnauthorized()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var client = await ann.Accounts.Clients.CreateAsync("Tool", _redirect, Cancelled);
        var other = await ann.Accounts.Clients.CreateAsync("Other", _redirect, Cancelled);
        async Task<string> CodeAsync() => await ann.Accounts.Clients.GrantAsync(client.Id, OAuthScopes.Read, Cancelled);
        Task RefusedAsync(string code, string secret) => Refusal.OfAsync(PaasErrors.Unauthorized, () => people.Host.Accounts.Clients.RedeemAsync(code, secret, Cancelled));

        var used = await CodeAsync();
        await people.Host.Accounts.Clients.RedeemAsync(used, client.Secret!, Cancelled);
        await RefusedAsync(used, client.Secret!);
        await RefusedAsync(await CodeAsync(), other.Secret!);
        await RefusedAsync(await CodeAsync(), new string('x', 1_000_000));
        await RefusedAsync(new string('x', 1_000_000), client.Secret!);
        var late = await CodeAsync();
        people.Paas.Time.Advance(TimeSpan.FromMinutes(5));
        await RefusedAsync(late, client.Secret!);
        var rotated = await CodeAsync();
        var secret = (await ann.Accounts.Clients.RotateAsync(client.Id, Cancelled)).Secret!;
        await RefusedAsync(rotated, client.Secret!);
        await people.Host.Accounts.Clients.RedeemAsync(await CodeAsync(), secret, Cancelled);
    }

    [Fact]
    public async Task Change_ClientOfSomebodyElse_IsNotFound()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        var client = await ann.Accounts.Clients.CreateAsync("Tool", _redirect, Cancelled);

        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Clients.UpdateAsync(client.Id, "Mine", null, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Clients.RotateAsync(client.Id, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Clients.DeleteAsync(client.Id, Cancelled));
        Assert.Empty(await bob.Accounts.Clients.ListAsync(Cancelled));
        Assert.Equal("Mine", (await ann.Accounts.Clients.UpdateAsync(client.Id, "Mine", null, Cancelled)).Name);
        Assert.Equal(client.Secret, Assert.Single(await ann.Accounts.Clients.ListAsync(Cancelled)).Secret);
    }

    [Theory]
    [InlineData("http://tool.example.com/")]
    [InlineData("https://tool.example.com/#x")]
    [InlineData("https://user:pass@tool.example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/callback")]
    public async Task Create_AddressWhereCodesAreNotSafe_IsRefused(string address)
    {
        await using var people = await People.StartAsync();

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Clients.CreateAsync("Tool", new Uri(address, UriKind.RelativeOrAbsolute), Cancelled));
        await people.Host.Accounts.Clients.CreateAsync("Tool", new Uri("http://127.0.0.1:8080/callback"), Cancelled);
    }

    [Fact]
    public async Task Delete_Client_EndsItsTokens()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var client = await ann.Accounts.Clients.CreateAsync("Tool", _redirect, Cancelled);
        var granted = await people.Host.Accounts.Clients.RedeemAsync(await ann.Accounts.Clients.GrantAsync(client.Id, OAuthScopes.Read, Cancelled), client.Secret!, Cancelled);

        await ann.Accounts.Clients.DeleteAsync(client.Id, Cancelled);

        Assert.Null(await people.AuthenticateAsync(granted.AccessToken!));
        await Refusal.OfAsync(PaasErrors.Unauthorized, () => people.Host.Accounts.Clients.RefreshAsync(granted.RefreshToken!, client.Secret!, Cancelled));
    }
}
