namespace Paas.Access.Passwords;

public sealed class PasswordHashesTests
{
    [Fact]
    public void Hash_Pbkdf2_IsAPhcStringWithItsParametersAndASalt()
    {
        var hasher = new Pbkdf2PasswordHasher(1_000);

        Assert.Matches(@"^\$pbkdf2-sha512\$i=1000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", hasher.Hash("secret"));
        Assert.NotEqual(hasher.Hash("secret"), hasher.Hash("secret"));
    }

    [Theory]
    [InlineData("secret", true)]
    [InlineData("Secret", false)]
    [InlineData("secret ", false)]
    [InlineData("", false)]
    public void Verify_Pbkdf2_OnlyTheSamePasswordIsRight(string password, bool right) =>
        Assert.Equal(right, new Pbkdf2PasswordHasher(1_000).Verify(password, new Pbkdf2PasswordHasher(1_001).Hash("secret")));

    /// <summary>Made by another implementation: Python's hashlib.pbkdf2_hmac("sha512", b"password", b"0123456789abcdef", 1000, 32).</summary>
    [Fact]
    public void Verify_HashOfAnotherImplementation_IsUnderstood() =>
        Assert.True(new Pbkdf2PasswordHasher(1_000).Verify("password", "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$38DzhdBT7fPaUGBlsh42VTuuKSFAIYGZJ7l6feCDLIk"));

    [Theory]
    [InlineData("")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAA")]
    [InlineData("$pbkdf2-sha512$i=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=99999999999$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=1000$!!$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAAAAAAAAAAAAAAAAAAAA$AAAA")]
    public void Verify_DamagedHash_IsUnavailableAndNotShown(string encoded)
    {
        var refusal = Assert.Throws<PaasException>(() => new Pbkdf2PasswordHasher(1_000).Verify("x", encoded));

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.True(encoded.Length == 0 || !refusal.Message.Contains(encoded, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_AnyAccountOrNone_VerifiesExactlyOnce()
    {
        var hasher = new CountingHasher();
        using var hashes = new PasswordHashes([hasher]);
        var hash = await hashes.HashAsync("right password");
        Assert.False(await hashes.VerifyAsync("warm up", null));
        var (hashed, before) = (hasher.Hashes, hasher.Verifications);

        Assert.True(await hashes.VerifyAsync("right password", hash));
        Assert.False(await hashes.VerifyAsync("wrong password", hash));
        Assert.False(await hashes.VerifyAsync("right password", null));
        Assert.False(await hashes.VerifyAsync(new string('x', 1_000_000), hash));

        Assert.Equal(before + 4, hasher.Verifications);
        Assert.Equal(hashed, hasher.Hashes);
    }

    [Fact]
    public async Task IsOutdated_OtherHasherOrFewerIterations_IsTrue()
    {
        var (old, now) = (new Pbkdf2PasswordHasher(1_000), new Pbkdf2PasswordHasher(2_000));
        using var hashes = new PasswordHashes([now, new CountingHasher()]);

        Assert.True(hashes.IsOutdated(old.Hash("x")));
        Assert.True(hashes.IsOutdated(new CountingHasher().Hash("x")));
        Assert.False(hashes.IsOutdated(await hashes.HashAsync("x")));
        Assert.True(await hashes.VerifyAsync("x", old.Hash("x")));
    }

    [Fact]
    public void Constructor_TwoHashersOfOneName_Fails() => Assert.Throws<ArgumentException>(() => new PasswordHashes([new CountingHasher(), new CountingHasher()]));

    [Theory]
    [InlineData("1234567")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("ANN@example.com")]
    public void Check_WeakPassword_IsRefusedWithoutShowingIt(string password)
    {
        var refusal = Assert.Throws<PaasException>(() => PasswordRules.Check(password, "ann@example.com"));

        Assert.DoesNotContain(password, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(1_024, true)]
    [InlineData(7, false)]
    [InlineData(1_025, false)]
    public void Check_Length_IsFrom8To1024(int length, bool legal)
    {
        var password = string.Concat(Enumerable.Range(0, length).Select(static i => (char)('a' + i % 26)));
        Assert.Equal(legal, Record.Exception(() => PasswordRules.Check(password, "ann@example.com")) is null);
    }
}
