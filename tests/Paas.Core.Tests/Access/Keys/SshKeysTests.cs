namespace Paas.Access.Keys;

public sealed class SshKeysTests
{
    internal const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop of Ann";
    private const string Rsa2048 = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCBVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV";
    private const string Rsa1024 = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCBVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVQ==";
    private const string Ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_Key_HasTheFingerprintsThatOpenSshShows()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");

        var key = await ann.Accounts.Keys.AddAsync("  " + Ed25519.Replace(" ", "  ", StringComparison.Ordinal) + "\n", Cancelled);

        Assert.Equal("0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba", key.Fingerprint);
        Assert.Equal("SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA", key.Sha256Fingerprint);
        Assert.Equal("ann@example.com", key.Email);
        await people.Paas.CrashAsync();
        Assert.Equal(key, Assert.Single(await (await people.AsAsync("ann@example.com", OAuthScopes.Global)).Accounts.Keys.ListAsync(Cancelled)));
    }

    [Theory]
    [InlineData(Rsa2048)]
    [InlineData(Ecdsa)]
    public async Task Add_OtherKinds_AreTaken(string text)
    {
        await using var people = await People.StartAsync();

        Assert.Equal(text, (await people.Host.Accounts.Keys.AddAsync(text, Cancelled)).PublicKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("ssh-ed25519 !!!!")]
    [InlineData("ssh-dss AAAAB3NzaC1kc3MAAAA=")]
    [InlineData("command=\"rm\" " + Ed25519)]
    [InlineData(Ed25519 + "\n" + Rsa2048)]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5/////w==")]
    [InlineData(Rsa1024)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----")]
    public async Task Add_NoUsableKey_IsRefused(string text)
    {
        await using var people = await People.StartAsync();

        var refusal = await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Keys.AddAsync(text, Cancelled));

        Assert.InRange(refusal.Message.Length, 1, 400);
        await Refusal.OfAsync(PaasErrors.InvalidParams, () => people.Host.Accounts.Keys.AddAsync(new string('x', 1_000_000), Cancelled));
    }

    [Fact]
    public async Task Add_KeyOfSomebodyElse_IsRefusedUntilItIsRemoved()
    {
        await using var people = await People.StartAsync();
        var ann = await people.AddAsync("ann@example.com");
        var bob = await people.AddAsync("bob@example.com");
        var key = await ann.Accounts.Keys.AddAsync(Ed25519, Cancelled);

        await Refusal.OfAsync(PaasErrors.InvalidParams, () => bob.Accounts.Keys.AddAsync(Ed25519.Replace("Ann", "Bob", StringComparison.Ordinal), Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Keys.GetAsync(key.Id.ToString(), Cancelled));
        await Refusal.OfAsync(PaasErrors.NotFound, () => bob.Accounts.Keys.RemoveAsync(key.Fingerprint, Cancelled));
        Assert.Equal(key, await ann.Accounts.Keys.GetAsync(key.Sha256Fingerprint, Cancelled));
        await ann.Accounts.Keys.RemoveAsync("laptop of Ann", Cancelled);

        Assert.Empty(await ann.Accounts.Keys.ListAsync(Cancelled));
        await bob.Accounts.Keys.AddAsync(Ed25519, Cancelled);
    }
}
