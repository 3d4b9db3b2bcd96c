namespace Paas.Access.SigningIn;

public sealed class BrowserSignInTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_Approved_GivesATokenOnce()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var begun = await people.Host.Accounts.SignIn.BeginInBrowserAsync("Heroku CLI login from laptop", "192.0.2.1", Cancelled);
        var waiting = people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Secret!, Cancelled);

        var shown = await ann.Accounts.SignIn.GetInBrowserAsync(begun.Id, Cancelled);
        Assert.Null(shown.Secret);
        Assert.Equal("192.0.2.1", shown.Address);
        Assert.False(waiting.IsCompleted);
        await ann.Accounts.SignIn.DecideInBrowserAsync(begun.Id, approve: true, Cancelled);

        var authorization = await waiting;
        Assert.Equal("ann@example.com", (await people.AuthenticateAsync(authorization.AccessToken!))?.Email);
        Assert.Equal("Heroku CLI login from laptop", Assert.Single(await ann.Accounts.Authorizations.ListSessionsAsync(Cancelled)).Description);
        Assert.Empty(await ann.Accounts.Authorizations.ListAsync(Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Secret!, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.SignIn.DecideInBrowserAsync(begun.Id, approve: true, Cancelled));
    }

    [Fact]
    public async Task Wait_Declined_IsForbidden()
    {
        await using var people = await People.StartAsync();
        var begun = await people.Host.Accounts.SignIn.BeginInBrowserAsync("x", null, Cancelled);

        await people.Host.Accounts.SignIn.DecideInBrowserAsync(begun.Id, approve: false, Cancelled);

        await Refusal.OfAsync(PaasErrors.Forbidden, () => people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Secret!, Cancelled));
    }

    [Fact]
    public async Task Wait_WrongSecretOrTooLate_IsNotFound()
    {
        await using var people = await People.StartAsync();
        var begun = await people.Host.Accounts.SignIn.BeginInBrowserAsync("x", null, Cancelled);
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Id, Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, new string('x', 1_000_000), Cancelled));

        var waiting = people.Host.Accounts.SignIn.WaitInBrowserAsync(begun.Id, begun.Secret!, Cancelled);
        people.Paas.Time.Advance(TimeSpan.FromMinutes(10));

        await Refusal.OfAsync(PaasErrors.NotFound, () => waiting);
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.SignIn.DecideInBrowserAsync(begun.Id, approve: true, Cancelled));
    }

    [Fact]
    public async Task Begin_MoreThanMayWait_IsRefusedUntilSomeAreOver()
    {
        await using var people = await People.StartAsync();
        for (var i = 0; i < 1_000; i++)
            await people.Host.Accounts.SignIn.BeginInBrowserAsync("x", null, Cancelled);

        await Refusal.OfAsync(PaasErrors.RateLimit, () => people.Host.Accounts.SignIn.BeginInBrowserAsync("x", null, Cancelled));
        people.Paas.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("ab", (await people.Host.Accounts.SignIn.BeginInBrowserAsync("a\r\nb", null, Cancelled)).Description);
    }
}
