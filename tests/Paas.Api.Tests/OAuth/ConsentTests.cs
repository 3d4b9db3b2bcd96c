using System.Net;
using System.Text.RegularExpressions;

namespace Paas.Api.Tests.OAuth;

/// <summary>Somebody's browser on the page on which a client asks for access.</summary>
public sealed partial class ConsentTests : IAsyncLifetime
{
    private const string Email = "ann@example.com";
    private const string Password = "correct horse battery";
    private const string Redirect = "http://127.0.0.1:7/callback?from=paas";

    private readonly HttpClient _browser = NewBrowser();
    private ApiHost _host = null!;
    private (string Id, string Secret) _client;
    private IReadOnlyList<string> _codes = [];

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        var account = await _host.Paas.Platform.Accounts.Users.CreateAsync(Email, Password, Stopping);
        _codes = await Access.TestTotp.EnableAsync(_host.Paas.Platform, account, _host.Paas.Time.GetUtcNow());
        var client = (await _host.SendAsync("POST", "/oauth/clients", $$"""{"name":"<Tool>","redirect_uri":"{{Redirect}}"}""")).Expect(201).Json;
        _client = (client.GetProperty("id").GetString()!, client.GetProperty("secret").GetString()!);
    }

    [Fact]
    public async Task Allow_BySomebodyKnown_GivesACodeForTokensOfThoseScopes()
    {
        var (page, answer) = await OpenAsync("response_type=code&scope=read%20identity&state=a%0Ab%26c");
        Assert.Contains("&lt;Tool&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<li>see who you are</li><li>see your apps, without their config vars</li>", page, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://127.0.0.1:7;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Matches("^paas-consent=[0-9a-f]{32}; max-age=600; path=/oauth/authorize; samesite=lax; httponly$", answer.Headers.GetValues("Set-Cookie").Single());

        // Each wrong answer shows the form again.
        Assert.Contains("E-mail address or password is wrong", await (await DecideAsync(page, "allow", "wrong")).Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
        using var without = await DecideAsync(page, "allow", Password);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        page = await without.Content.ReadAsStringAsync(Stopping);
        Assert.Contains("authenticator app is missing", page, StringComparison.Ordinal);

        using var allowed = await DecideAsync(page, "allow", Password, _codes[0]);
        Assert.Equal(HttpStatusCode.SeeOther, allowed.StatusCode);
        Assert.Equal("no-store", allowed.Headers.CacheControl!.ToString());
        var location = allowed.Headers.Location!.OriginalString;
        Assert.StartsWith(Redirect + "&code=PAAS-", location, StringComparison.Ordinal);
        Assert.EndsWith("&state=a%0Ab%26c", location, StringComparison.Ordinal);

        var code = location[(location.IndexOf("code=", StringComparison.Ordinal) + 5)..location.IndexOf("&state", StringComparison.Ordinal)];
        using var tokens = await ExchangeAsync(("grant_type", "authorization_code"), ("code", code), ("client_secret", _client.Secret));
        var first = System.Text.Json.JsonDocument.Parse(await tokens.Content.ReadAsStringAsync(Stopping)).RootElement;
        Assert.Equal("Bearer", first.GetProperty("token_type").GetString());
        Assert.Equal(28_800, first.GetProperty("expires_in").GetInt32());
        Assert.Equal("no-store", tokens.Headers.CacheControl!.ToString());
        var access = first.GetProperty("access_token").GetString()!;
        Assert.Equal(Email, (await _host.SendAsync("GET", "/account", token: access)).Expect(200).Json.GetProperty("email").GetString());
        (await _host.SendAsync("POST", "/apps", "{}", token: access)).Expect(403);

        using var refreshed = await ExchangeAsync(("grant_type", "refresh_token"), ("refresh_token", first.GetProperty("refresh_token").GetString()!), ("client_secret", _client.Secret));
        var second = System.Text.Json.JsonDocument.Parse(await refreshed.Content.ReadAsStringAsync(Stopping)).RootElement.GetProperty("access_token").GetString()!;
        (await _host.SendAsync("GET", "/account", token: access)).Expect(401);
        var id = (await _host.SendAsync("GET", "/oauth/authorizations/~", token: second)).Expect(200).Json.GetProperty("id").GetString();
        (await _host.SendAsync("DELETE", $"/oauth/tokens/{id}", token: second)).Expect(200);
        (await _host.SendAsync("GET", "/account", token: second)).Expect(401);
    }

    [Fact]
    public async Task Deny_ByAnybody_GoesBackWithARefusal()
    {
        var (page, _) = await OpenAsync("response_type=code&state=s");

        Assert.Contains("<li>do everything that you can do", page, StringComparison.Ordinal);
        Assert.Equal(Redirect + "&error=access_denied&state=s", (await DecideAsync(page, "deny", "")).Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("response_type=token&state=s", "error=unsupported_response_type&state=s")]
    [InlineData("response_type=code&scope=read+moon", "error=invalid_scope")]
    [InlineData("response_type=code&redirect_uri=https%3A%2F%2Fevil.example%2F", null)]
    [InlineData("response_type=code&client_id=1", null)]
    public async Task Request_ThatIsWrong_NeverLeadsElsewhere(string query, string? answer)
    {
        using var response = await _browser.GetAsync(AddressOf(query), Stopping);

        if (answer is not null)
            Assert.Equal($"{Redirect}&{answer}", response.Headers.Location!.OriginalString);
        else
            Assert.Equal((HttpStatusCode.BadRequest, null), (response.StatusCode, response.Headers.Location));
    }

    [Fact]
    public async Task Form_FromElsewhere_IsRefused()
    {
        var (page, _) = await OpenAsync("response_type=code");
        using var other = NewBrowser();
        (await other.GetAsync(AddressOf("response_type=code"), Stopping)).EnsureSuccessStatusCode();

        using var stolen = await DecideAsync(page, "allow", Password, _codes[0], other);
        using var madeUp = await DecideAsync("name=\"consent\" value=\"AAAA\"", "allow", Password, _codes[0]);
        _host.Paas.Time.Advance(TimeSpan.FromMinutes(11));
        using var old = await DecideAsync(page, "allow", Password, _codes[0]);

        Assert.All([stolen, madeUp, old], static answer => Assert.Equal((HttpStatusCode.BadRequest, null), (answer.StatusCode, answer.Headers.Location)));
    }

    [Fact]
    public async Task Form_OfAClientThatMovedSince_IsRefused()
    {
        var (page, _) = await OpenAsync("response_type=code");
        (await _host.SendAsync("PATCH", $"/oauth/clients/{_client.Id}", """{"redirect_uri":"https://new.example/cb"}""")).Expect(200);

        using var answer = await DecideAsync(page, "allow", Password, _codes[0]);

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.StatusCode, answer.Headers.Location));
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    private async Task<(string Page, HttpResponseMessage Answer)> OpenAsync(string query)
    {
        var answer = await _browser.GetAsync(AddressOf(query), Stopping);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Stopping), answer);
    }

    private Uri AddressOf(string query) => new(_host.Address, $"/oauth/authorize?{(query.Contains("client_id", StringComparison.Ordinal) ? "" : $"client_id={_client.Id}&")}{query}");

    private async Task<HttpResponseMessage> DecideAsync(string page, string decision, string password, string code = "", HttpClient? browser = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["consent"] = Consent().Match(page).Groups[1].Value, ["email"] = Email, ["password"] = password, ["code"] = code, ["decision"] = decision });
        return await (browser ?? _browser).PostAsync(new Uri(_host.Address, "/oauth/authorize"), form, Stopping);
    }

    private async Task<HttpResponseMessage> ExchangeAsync(params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        var answer = await _browser.PostAsync(new Uri(_host.Address, "/oauth/token"), form, Stopping);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    private static HttpClient NewBrowser() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    [GeneratedRegex("name=\"consent\" value=\"([^\"]*)\"")]
    private static partial Regex Consent();
}
