namespace Paas.Api.Tests.OAuth;

/// <summary>What an OAuth client does over HTTP: code to tokens, refresh, revoked.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Tokens_ByCodeAndByRefreshToken_OpenTheApiUntilTheyAreReplaced()
    {
        await using var host = await ApiHost.StartAsync();
        var client = (await host.SendAsync("POST", "/oauth/clients", """{"name":"tool","redirect_uri":"https://example.com/cb"}""")).Expect(201).Json;
        var secret = client.GetProperty("secret").GetString();
        var owner = host.Paas.Platform.As(new Caller { AccountId = await OwnerIdAsync(host), Email = ApiHost.Owner, IsPlatformOwner = true });
        var code = await owner.Accounts.Clients.GrantAsync(client.GetProperty("id").GetGuid(), OAuthScopes.Read | OAuthScopes.Identity, TestContext.Current.CancellationToken);

        (await PostAsync(host, $$$"""{"grant":{"type":"authorization_code","code":"{{{code}}}"},"client":{"secret":"wrong"}}""")).Expect(401);
        code = await owner.Accounts.Clients.GrantAsync(client.GetProperty("id").GetGuid(), OAuthScopes.Read | OAuthScopes.Identity, TestContext.Current.CancellationToken);
        var first = (await PostAsync(host, $$$"""{"grant":{"type":"authorization_code","code":"{{{code}}}"},"client":{"secret":"{{{secret}}}"}}""")).Expect(201);
        (await PostAsync(host, $$$"""{"grant":{"type":"authorization_code","code":"{{{code}}}"},"client":{"secret":"{{{secret}}}"}}""")).Expect(401);
        Assert.Equal("no-store", first.Header("Cache-Control"));
        var (access, refresh) = (first.Json.GetProperty("access_token").GetProperty("token").GetString()!, first.Json.GetProperty("refresh_token").GetProperty("token").GetString());
        Assert.Equal(28_800, first.Json.GetProperty("access_token").GetProperty("expires_in").GetInt32());
        (await host.SendAsync("GET", "/account", token: access)).Expect(200);
        (await host.SendAsync("POST", "/apps", "{}", token: access)).Expect(403);

        var second = (await PostAsync(host, $$$"""{"grant":{"type":"refresh_token"},"refresh_token":{"token":"{{{refresh}}}"},"client":{"secret":"{{{secret}}}"}}""")).Expect(201);
        (await host.SendAsync("GET", "/account", token: access)).Expect(401);
        (await host.SendAsync("GET", "/account", token: second.Json.GetProperty("access_token").GetProperty("token").GetString())).Expect(200);
    }

    [Theory]
    [InlineData("{}", 422, "client.secret")]
    [InlineData("""{"client":{"secret":"x"}}""", 422, "grant.type")]
    [InlineData("""{"client":{"secret":"x"},"grant":{"type":"authorization_code"}}""", 422, "grant.code")]
    [InlineData("""{"client":{"secret":"x"},"grant":{"type":"refresh_token"}}""", 422, "refresh_token.token")]
    [InlineData("""{"client":{"secret":"x"},"grant":{"type":"refresh_token"},"refresh_token":{"token":"x"}}""", 401, "")]
    [InlineData("[]", 400, "")]
    public async Task Tokens_IncompleteRequest_IsRefused(string body, int status, string field)
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Contains(field, (await PostAsync(host, body)).Expect(status).Body, StringComparison.Ordinal);
    }

    private static Task<ApiResponse> PostAsync(ApiHost host, string body) => host.SendAsync("POST", "/oauth/tokens", body, token: "");

    private static async Task<Guid> OwnerIdAsync(ApiHost host) => (await host.GetAsync("/account")).GetProperty("id").GetGuid();
}
