using Microsoft.Extensions.Options;
using Paas.State;

namespace Paas.Access;

public sealed class OwnerAuthenticatorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string TokenPath => _directory["data/token"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Token_FirstStart_IsMadeAndKept()
    {
        var token = Authenticator().Token;

        Assert.Matches("^PAAS-[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(token + "\n", await File.ReadAllTextAsync(TokenPath, Cancelled));
        Assert.Equal(token, Authenticator().Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenPath));
        Assert.Equal(["token"], Directory.GetFiles(_directory["data"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Authenticate_TokenOfTheOwner_ReturnsTheOwner()
    {
        var authenticator = Authenticator();

        var caller = await authenticator.AuthenticateAsync(authenticator.Token, Cancelled);

        Assert.Equal("me@example.com", caller!.Email);
        Assert.True(caller.IsPlatformOwner);
        Assert.Equal(OAuthScopes.Global, caller.Scopes);
        Assert.Equal(caller.AccountId, (await Authenticator().AuthenticateAsync(authenticator.Token, Cancelled))!.AccountId);
    }

    [Fact]
    public async Task Authenticate_OtherToken_ReturnsNull()
    {
        var authenticator = Authenticator();
        var token = authenticator.Token;

        foreach (var wrong in (string[])["", "PAAS-", token[..^1], token + "A", token.ToUpperInvariant(), token + "\n", new string('x', 100_000), "\ud800"])
            Assert.Null(await authenticator.AuthenticateAsync(wrong, Cancelled));
    }

    [Fact]
    public async Task Authenticate_TokenFixedByTheHost_NeedsNoFile()
    {
        var authenticator = Authenticator("a token of the host's own");

        Assert.Equal("me@example.com", (await authenticator.AuthenticateAsync("a token of the host's own", Cancelled))?.Email);
        Assert.False(File.Exists(TokenPath));
    }

    [Fact]
    public void Constructor_TokenFixedByTheHostIsShort_ThrowsWithoutShowingIt()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Authenticator("hunter2"));

        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something-else")]
    [InlineData("PAAS-tooshort")]
    [InlineData("PAAS-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AA")]
    public async Task Token_FileIsIllegible_ThrowsWithoutShowingIt(string content)
    {
        Directory.CreateDirectory(_directory["data"]);
        await File.WriteAllTextAsync(TokenPath, content, Cancelled);

        var refusal = Assert.Throws<PaasException>(() => Authenticator().Token);

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.Contains(TokenPath, refusal.Message, StringComparison.Ordinal);
        if (content.Length > 0)
            Assert.DoesNotContain(content, refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(TokenPath, Cancelled));
    }

    private OwnerAuthenticator Authenticator(string? token = null) => new(
        Options.Create(new PaasOptions { DataDirectory = _directory["data"], DefaultActor = "me@example.com" }),
        Options.Create(new AccessOptions { OwnerToken = token }));
}
