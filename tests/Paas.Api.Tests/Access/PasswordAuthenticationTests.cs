using System.Text;

namespace Paas.Api.Tests.Access;

public sealed class PasswordAuthenticationTests
{
    private const string Email = "ann@example.com";
    private const string Password = "correct horse battery";

    [Theory]
    [InlineData("GET", "/account", null, 200)]
    [InlineData("POST", "/apps", """{"name":"made"}""", 201)]
    [InlineData("POST", "/oauth/authorizations", "{}", 201)]
    public async Task AnyCall_ByPasswordOfAnAccountWithSecondFactor_NeedsACodeEachTime(string method, string path, string? body, int status)
    {
        await using var host = await ApiHost.StartAsync();
        var account = await host.Paas.Platform.Accounts.Users.CreateAsync(Email, Password);
        (await SendAsync(host, method, path, body, Password)).Expect(status);
        if (path == "/apps")
            await host.Paas.Platform.Apps.DestroyAsync("made");
        var codes = await TestTotp.EnableAsync(host.Paas.Platform, account, host.Paas.Time.GetUtcNow());

        Assert.Equal("two_factor", (await SendAsync(host, method, path, body, Password)).Expect(403).ErrorId);
        Assert.Equal("two_factor", (await SendAsync(host, method, path, body, Password, "000000")).Expect(403).ErrorId);
        Assert.Equal("unauthorized", (await SendAsync(host, method, path, body, "wrong", codes[0])).Expect(401).ErrorId);
        (await SendAsync(host, method, path, body, Password, codes[0])).Expect(status);
        Assert.Equal("two_factor", (await SendAsync(host, method, path, body, Password, codes[0])).Expect(403).ErrorId);
    }

    [Fact]
    public async Task AnyCall_ByToken_NeedsNoCode()
    {
        await using var host = await ApiHost.StartAsync();
        var account = await host.Paas.Platform.Accounts.Users.CreateAsync(Email, null);
        await TestTotp.EnableAsync(host.Paas.Platform, account, host.Paas.Time.GetUtcNow());
        var token = (await host.Paas.Platform.As(new Caller { AccountId = account.Id, Email = Email }).Accounts.Authorizations.CreateAsync(new AuthorizationRequest())).AccessToken!;

        Assert.True((await host.SendAsync("GET", "/account", token: token)).Expect(200).Json.GetProperty("two_factor_authentication").GetBoolean());
        // As clients send it that read a netrc file.
        (await SendAsync(host, "GET", "/account", null, token)).Expect(200);
        (await SendAsync(host, "POST", "/oauth/authorizations", "{}", token)).Expect(201);
    }

    [Fact]
    public async Task UserOfAnAnswer_HasTheIdOfTheAccount()
    {
        await using var host = await ApiHost.StartAsync();
        var account = await host.Paas.Platform.Accounts.Users.CreateAsync(Email, null);
        await host.Paas.Platform.As(new Caller { AccountId = account.Id, Email = Email }).Apps.CreateAsync("made");
        await host.Paas.DeployAsync("made", "web: serve\n");

        var users = (await host.GetAsync("/apps/made/releases")).EnumerateArray().Select(static release => release.GetProperty("user")).ToList();
        Assert.Equal((await host.GetAsync("/account")).GetProperty("id").GetGuid(), users[^1].GetProperty("id").GetGuid());
        Assert.Equal((account.Id, Email), (users[0].GetProperty("id").GetGuid(), users[0].GetProperty("email").GetString()));
    }

    [Fact]
    public async Task AnyCall_WithWrongPasswords_IsLockedOut()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Paas.Platform.Accounts.Users.CreateAsync(Email, Password);

        for (var attempt = 0; attempt < 5; attempt++)
            (await SendAsync(host, "GET", attempt % 2 == 0 ? "/account" : "/apps", null, "wrong")).Expect(401);

        var answer = await SendAsync(host, "GET", "/account", null, Password);
        Assert.Equal("rate_limit", answer.Expect(429).ErrorId);
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    private static Task<ApiResponse> SendAsync(ApiHost host, string method, string path, string? body, string secret, string? code = null) => host.SendAsync(method, path, body, headers =>
    {
        headers.Remove("Authorization");
        headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Email}:{secret}")));
        if (code is not null)
            headers.TryAddWithoutValidation("Heroku-Two-Factor-Code", code);
    });
}
