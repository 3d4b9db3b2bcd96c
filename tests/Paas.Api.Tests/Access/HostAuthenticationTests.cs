using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paas.Api.Tests.Access;

/// <summary>A host whose own ASP.NET Core authentication decides who calls, with roles of its own as permissions.</summary>
public sealed class HostAuthenticationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("paas-host-auth-").FullName;

    [Fact]
    public async Task Api_OfAHostWithItsOwnScheme_TakesTheHostsUsersAndNobodyElse()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = _root);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddAuthentication("company").AddScheme<AuthenticationSchemeOptions, CompanyScheme>("company", null);
        builder.Services.AddSingleton<IAuthenticator, HostAuthenticator>(); // before AddPaas: what the host registers wins
        builder.Services.AddPaas(static paas => paas.AddApi());
        await using var app = builder.Build();
        app.UseAuthentication();
        app.MapPaasApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<IPlatform>().Apps.CreateAsync("shop", TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal(HttpStatusCode.OK, await GetAsync(http, "badge-of-the-boss", "/apps/shop"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(http, "badge-of-a-guest", "/apps/shop"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(http, "badge-of-a-guest", "/account"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(http, "no-badge", "/apps/shop"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(http, app.Services.GetRequiredService<OwnerAuthenticator>().Token, "/apps/shop"));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void FromClaims_SubjectAndIssuer_MakeTheAccountAndTheEmailDoesNot()
    {
        var ann = Caller.FromClaims(User("company", "17", "ann@company.example"))!;

        Assert.Equal(ann with { Email = "ann.smith@company.example" }, Caller.FromClaims(User("company", "17", "ann.smith@company.example")));
        var others = new[] { User("company", "18", ann.Email), User("other", "17", ann.Email), User("company1", "7", ann.Email), User("company", "17 ", ann.Email), User("company", "ann@company.example", ann.Email) };
        Assert.Equal(6, others.Select(other => Caller.FromClaims(other)!.AccountId).Append(ann.AccountId).Distinct().Count());
        Assert.Equal(ann, Caller.FromClaims(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "17", null, "company"), new Claim("email", ann.Email)], "jwt"))));
        Assert.Null(Caller.FromClaims(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Email, ann.Email)], "cookie"))));
        Assert.Null(Caller.FromClaims(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "17")]))));

        static ClaimsPrincipal User(string issuer, string subject, string email) =>
            new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, subject, null, issuer), new Claim(ClaimTypes.Email, email, null, issuer)], "cookie"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static async Task<HttpStatusCode> GetAsync(HttpClient http, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.heroku+json; version=3");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        return answer.StatusCode;
    }

    /// <summary>The scheme that the host has for all its pages.</summary>
    private sealed class CompanyScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var badge = Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
            var name = badge switch { "badge-of-the-boss" => "boss", "badge-of-a-guest" => "guest", _ => null };
            if (name is null)
                return Task.FromResult(AuthenticateResult.Fail("No badge."));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "employee-" + name), new Claim(ClaimTypes.Email, name + "@company.example"), new Claim(ClaimTypes.Role, name)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }

    /// <summary>Makes the platform's caller of the user whom the host has authenticated.</summary>
    private sealed class HostAuthenticator(IHttpContextAccessor http) : IAuthenticator
    {
        public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) =>
            ValueTask.FromResult(http.HttpContext?.User is { } user && Caller.FromClaims(user) is { } caller ? caller with { IsPlatformOwner = user.IsInRole("boss") } : null);
    }
}
