using Microsoft.Extensions.DependencyInjection;
using Paas.Access.Passwords;
using Paas.Testing;

namespace Paas.Access.SigningIn;

public sealed class PasswordSignInTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The shape of the time that it takes: hash operations, and reads and writes before the answer.</summary>
    [Fact]
    public async Task SignIn_UnknownWrongOrWithoutPassword_CostsTheSame()
    {
        var hasher = new CountingHasher();
        await using var people = await People.StartAsync(hasher);
        await people.AddAsync("ann@example.com");
        await people.Host.Accounts.Users.CreateAsync("invited@example.com", cancellationToken: Cancelled);
        await people.SignInAsync("warm-up@example.com", "x");

        foreach (var (email, password) in ((string, string)[])[("ann@example.com", "wrong"), ("nobody@example.com", "wrong"), ("invited@example.com", "wrong"), ("no address", "wrong"), (new string('x', 100_000), "wrong")])
        {
            var (hashes, verifications) = (hasher.Hashes, hasher.Verifications);
            var result = await people.SignInAsync(email, password);

            Assert.Equal(new SignInResult(SignInOutcome.Refused), result);
            Assert.Equal((hashes, verifications + 1), (hasher.Hashes, hasher.Verifications));
        }
    }

    [Theory]
    [InlineData("ann@example.com")]
    [InlineData("nobody@example.com")]
    public async Task SignIn_WrongAgainAndAgain_LocksOutExponentiallyWhetherTheAccountExists(string email)
    {
        var hasher = new CountingHasher();
        await using var people = await People.StartAsync(hasher);
        await people.AddAsync("ann@example.com");

        for (var i = 0; i < LockOut.FreeForAccount; i++)
            Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync(email, "wrong")).Outcome);
        for (var seconds = 1; seconds <= 512; seconds *= 2)
        {
            var verifications = hasher.Verifications;
            var locked = await people.SignInAsync(email.ToUpperInvariant(), People.Password);
            Assert.Equal((SignInOutcome.LockedOut, TimeSpan.FromSeconds(seconds)), (locked.Outcome, locked.RetryAfter));
            Assert.Equal(verifications, hasher.Verifications);
            people.Paas.Time.Advance(locked.RetryAfter);
            Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync(email, "wrong")).Outcome);
        }

        Assert.Equal(LockOut.Longest, (await people.SignInAsync(email, "wrong")).RetryAfter);
    }

    [Fact]
    public async Task SignIn_RightAfterWrong_ForgetsTheWrongOnes()
    {
        await using var people = await People.StartAsync();
        await people.AddAsync("ann@example.com");

        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < LockOut.FreeForAccount - 1; i++)
                await people.SignInAsync("ann@example.com", "wrong");
            Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
        }
    }

    [Fact]
    public async Task SignIn_ManyGuessesAtOnce_GainNothing()
    {
        var hasher = new CountingHasher();
        await using var people = await People.StartAsync(hasher);
        await people.AddAsync("ann@example.com");
        await people.SignInAsync("warm-up@example.com", "x");
        var before = hasher.Verifications;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => people.SignInAsync("ann@example.com", $"guess {i}")));

        Assert.Equal(LockOut.FreeForAccount, hasher.Verifications - before);
    }

    [Fact]
    public async Task SignIn_OneAddressTriesManyAccounts_IsLockedOutAndOthersAreNot()
    {
        await using var people = await People.StartAsync(new CountingHasher());
        await people.AddAsync("ann@example.com");

        for (var i = 0; i < LockOut.FreeForAddress; i++)
            Assert.Equal(SignInOutcome.Refused, (await people.SignInAsync($"user{i}@example.com", "wrong", address: $"2001:db8:0:1::{i:x}")).Outcome);

        Assert.Equal(SignInOutcome.LockedOut, (await people.SignInAsync("ann@example.com", People.Password, address: "2001:db8:0:1:ffff::1")).Outcome);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password, address: "2001:db8:0:2::1")).Outcome);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password, address: "192.0.2.7")).Outcome);
    }

    [Fact]
    public async Task SignIn_HostRestartsBetweenGuesses_StaysLockedOut()
    {
        await using var people = await People.StartAsync();
        await people.AddAsync("ann@example.com");
        for (var i = 0; i < LockOut.FreeForAccount + 4; i++)
        {
            await people.SignInAsync("ann@example.com", "wrong");
            people.Paas.Time.Advance(TimeSpan.FromSeconds(i < LockOut.FreeForAccount ? 1 : 1 << (i - LockOut.FreeForAccount + 1)));
        }

        await people.SignInAsync("ann@example.com", "wrong");
        await people.Paas.SettleAsync();
        await people.Paas.CrashAsync();

        var locked = await people.SignInAsync("ann@example.com", People.Password);
        Assert.Equal(SignInOutcome.LockedOut, locked.Outcome);
        people.Paas.Time.Advance(locked.RetryAfter);
        Assert.Equal(SignInOutcome.Succeeded, (await people.SignInAsync("ann@example.com", People.Password)).Outcome);
    }

    [Fact]
    public async Task SignIn_HashOfAnOlderHasher_IsMadeAnew()
    {
        var state = new People?[1];
        await using var people = await People.StartAsync();
        await people.AddAsync("ann@example.com");
        var account = await people.Host.Accounts.Users.GetAsync("ann@example.com", Cancelled);
        Assert.Contains("$pbkdf2-sha512$i=1000$", await StoredAsync(people, account.Id), StringComparison.Ordinal);

        // The host comes back with more iterations.
        people.Paas.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AccessOptions>>().Value.PasswordIterations = 1_000;
        await using var stronger = await TestPaas.StartAsync(services =>
        {
            services.Configure<AccessOptions>(static options => options.PasswordIterations = 2_000);
            services.AddSingleton<IStateStore>(people.Paas.State);
        });
        var result = await stronger.Platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn("ann@example.com", People.Password), Cancelled);

        Assert.Equal(SignInOutcome.Succeeded, result.Outcome);
        Assert.Contains("$pbkdf2-sha512$i=2000$", await StoredAsync(people, account.Id), StringComparison.Ordinal);
        Assert.Equal(SignInOutcome.Succeeded, (await stronger.Platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn("ann@example.com", People.Password), Cancelled)).Outcome);
    }

    [Fact]
    public void Counter_MoreKeysThanItKeeps_ForgetsTheOldest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var counter = new AttemptCounter(1, time);
        Assert.True(counter.TryBegin("first", out _));
        Assert.False(counter.TryBegin("first", out _));

        for (var i = 0; i < AttemptCounter.MaxKeys; i++)
            counter.TryBegin($"key {i}", out _);

        Assert.Equal(0, counter.Failures("first"));
        Assert.Equal(1, counter.Failures($"key {AttemptCounter.MaxKeys - 1}"));
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(14, 512)]
    [InlineData(15, 900)]
    [InlineData(int.MaxValue, 900)]
    public void LockOut_Failures_DoubleUpToTheLongest(int failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), LockOut.After(failures, LockOut.FreeForAccount));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("not an address", "not an address")]
    [InlineData(null, null)]
    public void ClientAddress_Key_IsTheAddressOrTheNetwork(string? address, string? key) => Assert.Equal(key, ClientAddress.KeyOf(address));

    private static async Task<string> StoredAsync(People people, Guid account) =>
        System.Text.Encoding.UTF8.GetString((await people.Paas.State.GetAsync($"account/{account}", Cancelled))!.Json!.Value.Span);
}
