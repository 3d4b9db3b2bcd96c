namespace Paas.Access.TwoFactor;

public sealed class TwoFactorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_AccountWithSecondFactor_NeedsItOnce()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var (secret, _) = await EnableAsync(people, ann);

        Assert.Equal(SignInOutcome.SecondFactorNeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
        people.Paas.Time.Advance(TimeSpan.FromMinutes(1));
        var code = CodeNow(people, secret);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password, code)).Outcome);
        Assert.Equal(SignInOutcome.SecondFactorNeeded, (await people.SignInAsync("ann@example.com", People.Password, code)).Outcome);
        Assert.True((await ann.Accounts.Users.GetAsync(cancellationToken: Cancelled)).TwoFactorEnabled);
    }

    [Fact]
    public async Task SignIn_SameCodeFromManyAtOnce_IsTakenOnce()
    {
        await using var people = await People.StartAsync();
        var (secret, _) = await EnableAsync(people, await people.AddAsync("ann@example.com"));
        people.Paas.Time.Advance(TimeSpan.FromMinutes(1));
        var code = CodeNow(people, secret);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => people.SignInAsync("ann@example.com", People.Password, code)));

        Assert.Single(results, static result => result.Outcome == SignInOutcome.Succeeded);
    }

    [Fact]
    public async Task SignIn_RecoveryCode_IsGoodOnceAndSurvivesACrash()
    {
        await using var people = await People.StartAsync();
        var (_, codes) = await EnableAsync(people, await people.AddAsync("ann@example.com"));
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, static code => Assert.Matches("^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$", code));

        await people.Paas.CrashAsync();

        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password, codes[3].ToLowerInvariant())).Outcome);
        Assert.Equal(SignInOutcome.SecondFactorNeeded, (await people.SignInAsync("ann@example.com", People.Password, codes[3])).Outcome);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password, codes[4].Replace("-", "", StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public async Task SignIn_WrongCodes_AreSlowedThoughThePasswordIsRight()
    {
        await using var people = await People.StartAsync();
        await EnableAsync(people, await people.AddAsync("ann@example.com"));

        var outcomes = new List<SignInOutcome>();
        for (var i = 0; i < 7; i++)
            outcomes.Add((await people.SignInAsync("ann@example.com", People.Password, "000000")).Outcome);

        Assert.Equal(SignInOutcome.SecondFactorNeeded, outcomes[4]);
        Assert.Equal(SignInOutcome.LockedOut, outcomes[6]);
    }

    [Fact]
    public async Task SignIn_WithoutCodeAgainAndAgain_IsNotCountedAsWrong()
    {
        await using var people = await People.StartAsync();
        await EnableAsync(people, await people.AddAsync("ann@example.com"));

        for (var i = 0; i < 12; i++)
            Assert.Equal(SignInOutcome.SecondFactorNeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    [Fact]
    public async Task Enable_WrongCodeOrNothingBegun_IsRefused()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.TwoFactor.EnableAsync("123456", Cancelled));
        await ann.Accounts.TwoFactor.BeginAsync(Cancelled);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.TwoFactor.EnableAsync("12345x", Cancelled));
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => ann.Accounts.TwoFactor.EnableAsync(new string('9', 100_000), Cancelled));
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    [Fact]
    public async Task Disable_RightCode_SignsInByPasswordAgain()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var (_, codes) = await EnableAsync(people, ann);
        await Refusal.OfAsync(PaasErrors.Conflict, () => ann.Accounts.TwoFactor.BeginAsync(Cancelled));

        await ann.Accounts.TwoFactor.DisableAsync(codes[0], Cancelled);

        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    private static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> EnableAsync(People people, IPlatform account)
    {
        var secret = await account.Accounts.TwoFactor.BeginAsync(Cancelled);
        Assert.Contains(secret.Secret, secret.Uri.Query, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Secret, secret.ToString(), StringComparison.Ordinal);
        var bytes = Decode(secret.Secret);
        return (bytes, await account.Accounts.TwoFactor.EnableAsync(CodeNow(people, bytes), Cancelled));
    }

    private static string CodeNow(People people, byte[] secret) => Totp.Code(secret, Totp.StepOf(people.Paas.Time.GetUtcNow()));

    /// <summary>As an authenticator app reads it.</summary>
    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(static c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
