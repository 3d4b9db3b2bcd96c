using System.Text;

namespace Paas.Access.Accounts;

public sealed class UsersTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_NewAddress_IsKeptAcrossACrash()
    {
        await using var people = await People.StartAsync();
        var made = await people.Host.Accounts.Users.CreateAsync(" Ann@Example.com ", People.Password, Cancelled);

        await people.Paas.CrashAsync();

        var account = await people.Host.Accounts.Users.GetAsync("ANN@EXAMPLE.COM", Cancelled);
        Assert.Equal(made, account);
        Assert.Equal("Ann@Example.com", account.Email);
        Assert.True(account.HasPassword);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    [Theory]
    [InlineData("ANN@example.com")]
    [InlineData("ann@EXAMPLE.com")]
    [InlineData("owner@localhost")]
    [InlineData("Owner@LOCALHOST")]
    public async Task Create_AddressThatIsTaken_IsRefusedInAnyCase(string email)
    {
        await using var people = await People.StartAsync();
        await people.AddAsync("ann@example.com");

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.CreateAsync(email, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Create_SameAddressManyTimesAtOnce_IsMadeOnce()
    {
        await using var people = await People.StartAsync();

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                return (await people.Host.Accounts.Users.CreateAsync(i % 2 == 0 ? "ann@example.com" : "ANN@example.com", cancellationToken: Cancelled)).Id;
            }
            catch (PaasException e) when (e.Id == PaasErrors.InvalidParams)
            {
                return Guid.Empty;
            }
        }));

        Assert.Single(attempts, static id => id != Guid.Empty);
        Assert.Equal(2, (await people.Host.Accounts.Users.ListAsync(Cancelled)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("a@b@c")]
    [InlineData("an n@example.com")]
    [InlineData("ann@exam\nple.com")]
    [InlineData("ann@exam\0ple.com")]
    [InlineData("<ann@example.com>")]
    [InlineData("an\u212a@example.com")] // KELVIN SIGN, whose lower case is k
    [InlineData("ann\u200b@example.com")] // zero width space
    [InlineData("ann\u202e@example.com")] // right-to-left override
    [InlineData("\ud83d@example.com")]
    public async Task Create_NoEmailAddress_IsRefusedInOneShortLine(string email)
    {
        await using var people = await People.StartAsync();

        var refusal = await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.CreateAsync(email, cancellationToken: Cancelled));

        Assert.DoesNotContain(refusal.Message, static c => char.IsControl(c) || char.IsSurrogate(c));
        Assert.InRange(refusal.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData("o'brien+paas@example.co.uk")]
    [InlineData("jörg@müller.de")]
    [InlineData("用户@例子.公司")]
    public async Task Create_UnusualAddress_IsFoundInOtherCase(string email)
    {
        await using var people = await People.StartAsync();
        var made = await people.Host.Accounts.Users.CreateAsync(email, cancellationToken: Cancelled);

        Assert.Equal(made.Id, (await people.Host.Accounts.Users.GetAsync(email.ToUpperInvariant(), Cancelled)).Id);
    }

    [Fact]
    public async Task Create_LongestAddress_IsLegalAndOneMoreIsNot()
    {
        await using var people = await People.StartAsync();
        static string Of(int length) => new string('a', 64) + "@" + new string('b', length - 69) + ".com";

        await people.Host.Accounts.Users.CreateAsync(Of(254), cancellationToken: Cancelled);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.CreateAsync(Of(255), cancellationToken: Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.Users.GetAsync(new string('x', 1_000_000), Cancelled));
    }

    [Fact]
    public async Task Get_OtherAccount_IsNotFoundWhetherItExistsOrNot()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await people.AddAsync("bob@example.com");

        Assert.Equal("ann@example.com", (await ann.Accounts.Users.GetAsync("~", Cancelled)).Email);
        var known = await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Users.GetAsync("bob@example.com", Cancelled));
        var unknown = await Refusal.OfAsync(PaasErrors.NotFound, () => ann.Accounts.Users.GetAsync("eve@example.com", Cancelled));
        Assert.Equal(known.Message.Replace("bob", "eve", StringComparison.Ordinal), unknown.Message);
        await Refusal.OfAsync(PaasErrors.Forbidden, () => ann.Accounts.Users.ListAsync(Cancelled));
        await Refusal.OfAsync(PaasErrors.Forbidden, () => ann.Accounts.Users.CreateAsync("carl@example.com", cancellationToken: Cancelled));
        await Refusal.OfAsync(PaasErrors.Forbidden, () => ann.Accounts.Users.CreatePasswordResetAsync("~", Cancelled));
    }

    [Fact]
    public async Task Update_PasswordWithoutTheOldOne_IsRefused()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var update = new AccountUpdate { Password = "another password" };

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Users.UpdateAsync("~", update, Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Users.UpdateAsync("~", update with { CurrentPassword = "wrong" }, Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Users.UpdateAsync("~", new AccountUpdate { Email = "ann2@example.com" }, Cancelled));
        await ann.Accounts.Users.UpdateAsync("~", update with { CurrentPassword = People.Password }, Cancelled);

        Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", "another password")).Outcome);
        Assert.DoesNotContain("another password", update.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_Email_FreesTheOldOneAndKeepsTheAccount()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await people.AddAsync("bob@example.com");

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Users.UpdateAsync("~", new AccountUpdate { Email = "BOB@example.com", CurrentPassword = People.Password }, Cancelled));
        var moved = await ann.Accounts.Users.UpdateAsync("~", new AccountUpdate { Email = "ann@example.org", Name = "Ann", CurrentPassword = People.Password }, Cancelled);

        Assert.Equal((await ann.Accounts.Users.GetAsync(cancellationToken: Cancelled)).Id, moved.Id);
        Assert.Equal("Ann", moved.Name);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.org", People.Password)).Outcome);
        await people.AddAsync("ann@example.com");
    }

    [Fact]
    public async Task SetPassword_ByReset_WorksOnceAndNotTooLate()
    {
        await using var people = await People.StartAsync();
        var ann = await people.Host.Accounts.Users.CreateAsync("ann@example.com", cancellationToken: Cancelled);
        var reset = await people.Host.Accounts.Users.CreatePasswordResetAsync("ann@example.com", Cancelled);
        Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync("ann@example.com", "")).Outcome);

        foreach (var wrong in (string[])["", ".", reset[..^1], reset + "A", $"{Guid.NewGuid():N}.{reset.Split('.')[1]}", new string('.', 100_000)])
            await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.Users.SetPasswordAsync(wrong, People.Password, Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.SetPasswordAsync(reset, "short", Cancelled));
        Assert.True((await people.Host.Accounts.Users.SetPasswordAsync(reset, People.Password, Cancelled)).HasPassword);
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.Users.SetPasswordAsync(reset, People.Password, Cancelled));

        var late = await people.Host.Accounts.Users.CreatePasswordResetAsync(ann.Id.ToString(), Cancelled);
        people.Paas.Time.Advance(TimeSpan.FromDays(3));
        await Refusal.OfAsync(PaasErrors.NotFound, () => people.Host.Accounts.Users.SetPasswordAsync(late, People.Password, Cancelled));
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    [Fact]
    public async Task Delete_Account_EndsItsTokensAndFreesItsAddressAndKeys()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var token = (await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled)).AccessToken!;
        await ann.Accounts.Keys.AddAsync(Keys.SshKeysTests.Ed25519, Cancelled);
        await ann.Apps.CreateAsync("shop", Cancelled);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.Users.DeleteAsync("~", Cancelled));
        await ann.Apps.DestroyAsync("shop", Cancelled);
        await ann.Accounts.Users.DeleteAsync("~", Cancelled);

        Assert.Null(await people.AuthenticateAsync(token));
        await (await people.AddAsync("ann@example.com")).Accounts.Keys.AddAsync(Keys.SshKeysTests.Ed25519, Cancelled);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.DeleteAsync("~", Cancelled));
    }

    [Fact]
    public async Task Owner_WithoutDocument_IsThereAndCanGetAPassword()
    {
        await using var people = await People.StartAsync();
        var owner = await people.Host.Accounts.Users.GetAsync(cancellationToken: Cancelled);
        Assert.True(owner is { Email: "owner@localhost", IsPlatformOwner: true, HasPassword: false });

        await people.Host.Accounts.Users.UpdateAsync("~", new AccountUpdate { Password = People.Password }, Cancelled);
        await people.Paas.CrashAsync();

        await people.AddAsync("ann@example.com");
        var limited = people.As(owner, OAuthScopes.WriteProtected).Accounts.Users;
        Assert.Equal("owner@localhost", (await limited.GetAsync(cancellationToken: Cancelled)).Email);
        await Refusal.OfAsync(PaasErrors.NotFound, () => limited.GetAsync("ann@example.com", Cancelled));
        var signedIn = await people.SignInAsync("owner@localhost", People.Password);
        Assert.True(signedIn.Caller is { IsPlatformOwner: true } && signedIn.Caller.AccountId == owner.Id);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Users.UpdateAsync("~", new AccountUpdate { Email = "me@example.com", CurrentPassword = People.Password }, Cancelled));
    }

    [Fact]
    public async Task Documents_OfAccounts_HoldNoSecretInClear()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var authorization = await ann.Accounts.Authorizations.CreateAsync(new AuthorizationRequest(), Cancelled);
        var secret = await ann.Accounts.TwoFactor.BeginAsync(Cancelled);
        var client = await ann.Accounts.Clients.CreateAsync("tool", new Uri("https://tool.example.com/"), Cancelled);
        var reset = await people.Host.Accounts.Users.CreatePasswordResetAsync("ann@example.com", Cancelled);
        await people.Paas.SettleAsync();

        var all = new StringBuilder();
        foreach (var document in await people.Paas.State.ListAsync("", Cancelled))
            all.AppendLine(document.Key).AppendLine(Encoding.UTF8.GetString(document.Json!.Value.Span));

        foreach (var clear in (string[])[People.Password, authorization.AccessToken!, secret.Secret, client.Secret!, reset, reset.Split('.')[1]])
            Assert.DoesNotContain(clear, all.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
