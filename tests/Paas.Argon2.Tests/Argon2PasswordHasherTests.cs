using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Argon2.Tests;

public sealed class Argon2PasswordHasherTests
{
    /// <summary>Made by the reference implementation: argon2 0123456789abcdef -id -t 2 -k 8192 -p 1 -l 32 -e.</summary>
    private const string Reference = "$argon2id$v=19$m=8192,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$O8OCkAvhpQhmReVkNUjdbJd0jPyUmAqlZerzPg8/0Ps";

    private static readonly Argon2PasswordHasher _hasher = new(8_192, 1);

    [Fact]
    public void Verify_HashOfTheReferenceImplementation_IsUnderstood()
    {
        Assert.True(_hasher.Verify("correct horse", Reference));
        Assert.False(_hasher.Verify("correct horse ", Reference));
    }

    [Fact]
    public void Hash_IsAPhcStringWithItsParametersAndASaltOfItsOwn()
    {
        var hash = _hasher.Hash("pässword");

        Assert.Matches(@"^\$argon2id\$v=19\$m=8192,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", hash);
        Assert.NotEqual(hash, _hasher.Hash("pässword"));
        Assert.True(_hasher.Verify("pässword", hash));
    }

    [Fact]
    public void IsOutdated_LessMemoryOrFewerPasses_IsTrue()
    {
        Assert.False(_hasher.IsOutdated(Reference));
        Assert.False(new Argon2PasswordHasher(8_192, 2).IsOutdated(Reference));
        Assert.True(new Argon2PasswordHasher(8_193, 2).IsOutdated(Reference));
        Assert.True(new Argon2PasswordHasher(8_192, 3).IsOutdated(Reference));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2id$v=19$m=8192,t=2,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=4294967295,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=8,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=8192,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Verify_DamagedHash_IsUnavailable(string encoded) =>
        Assert.Equal(PaasErrors.Unavailable, Assert.Throws<PaasException>(() => _hasher.Verify("x", encoded)).Id);

    [Theory]
    [InlineData(8_191, 1)]
    [InlineData(4_194_305, 1)]
    [InlineData(65_536, 0)]
    [InlineData(65_536, 101)]
    public void Constructor_ParametersBeyondTheLimits_Fails(int memory, int passes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Argon2PasswordHasher(memory, passes));

    [Fact]
    public async Task SignIn_PasswordFromBeforeArgon2_IsHashedAnew()
    {
        const string password = "correct horse battery";
        await using var before = await TestPaas.StartAsync();
        var account = await before.Platform.Accounts.Users.CreateAsync("ann@example.com", password);

        await using var after = await TestPaas.StartAsync(services =>
        {
            services.AddSingleton<IStateStore>(before.State);
            new Builder(services).UseArgon2(8_192, 1);
        });
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(SignInOutcome.Succeeded, (await after.Platform.Accounts.SignIn.WithPasswordAsync(new PasswordSignIn("ann@example.com", password))).Outcome);
            var stored = System.Text.Encoding.UTF8.GetString((await before.State.GetAsync($"account/{account.Id}", TestContext.Current.CancellationToken))!.Json!.Value.Span);
            Assert.Contains("$argon2id$v=19$m=8192,t=1,p=1$", stored, StringComparison.Ordinal);
        }
    }

    private sealed class Builder(IServiceCollection services) : IPaasBuilder
    {
        public IServiceCollection Services => services;
    }
}
