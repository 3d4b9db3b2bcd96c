using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Paas.Api.Http;

namespace Paas.Api.Tests.Access;

/// <summary>Every mapped route, without a token, with a wrong one, and with that of somebody who has no access.</summary>
public sealed partial class AuthorizationWalkTests
{
    private static readonly (string Name, string Value)[] _headers =
        [("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"), ("Content-Security-Policy", "frame-ancestors 'none'"), ("Vary", "Authorization"), ("Request-Id", "-")];

    [Fact]
    public async Task EveryRoute_WithoutAccess_IsClosed()
    {
        await using var host = await ApiHost.StartAsync(authenticator: new StrangerAuthenticator());
        await host.Paas.Platform.Apps.CreateAsync("shop");
        await host.Paas.DeployAsync("shop", "web: serve\n");
        var before = await StateAsync(host);
        var routes = host.Endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null).Select(static endpoint => endpoint.Metadata.GetMetadata<ApiRoute>()!).ToList();
        Assert.True(routes.Count > 60, $"Only {routes.Count} routes were found.");

        var holes = new List<string>();
        foreach (var route in routes)
        {
            var path = Parameter().Replace(route.Pattern.Replace("{app}", "shop", StringComparison.Ordinal), "web");
            foreach (var token in new[] { "", "undefined", "wrong" })
                await CheckAsync(host, route.Method, path, token, [401], holes);
            if (route.HasApp)
                await CheckAsync(host, route.Method, path, StrangerAuthenticator.StrangerToken, [404], holes);
        }

        foreach (var route in host.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<OpenRoute>()).OfType<OpenRoute>())
            await CheckAsync(host, route.Method, Parameter().Replace(route.Pattern, "web"), "", null, holes);
        // What a browser asks before it lets a page of another site call.
        await CheckAsync(host, "OPTIONS", "/apps", "", [401], holes);

        Assert.Empty(holes);
        Assert.Equal(before, await StateAsync(host));
        TestContext.Current.SendDiagnosticMessage("{0} routes, 4 identities, {1} holes", routes.Count, holes.Count);
    }

    [Fact]
    public async Task Lists_ForAStranger_ShowNothingOfOthers()
    {
        await using var host = await ApiHost.StartAsync(authenticator: new StrangerAuthenticator());
        await host.Paas.Platform.Apps.CreateAsync("shop");

        foreach (var (method, path, body) in new[] { ("GET", "/apps", null), ("GET", "/users/~/apps", null), ("POST", "/filters/apps", """{"in":{"name":["shop"]}}""") })
            Assert.Empty((await host.SendAsync(method, path, body, token: StrangerAuthenticator.StrangerToken)).Expect(200).Json.EnumerateArray());
        (await host.SendAsync("GET", $"/users/{ApiHost.Owner}/apps", token: StrangerAuthenticator.StrangerToken)).Expect(404);
    }

    [Fact]
    public async Task OpenRoutes_WithAMadeUpGrant_AreClosed()
    {
        await using var host = await ApiHost.StartAsync();
        var open = host.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<OpenRoute>()).OfType<OpenRoute>().Where(static route => route.Pattern.Contains("{grant}", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(open);
        foreach (var route in open)
        {
            foreach (var grant in new[] { "x", "AAAA", new string('A', 100), "..%2F..%2Fetc%2Fpasswd" })
                (await host.SendAsync(route.Method, route.Pattern.Replace("{grant}", grant, StringComparison.Ordinal))).Expect(404);
        }
    }

    /// <summary>A call as a page of another site would make it: refused as expected, and in any case nothing that a browser could misuse.</summary>
    private static async Task CheckAsync(ApiHost host, string method, string path, string token, int[]? expected, List<string> holes)
    {
        var answer = await host.SendAsync(method == "*" ? "GET" : method, path, method == "GET" ? null : "{}", static headers =>
        {
            headers.TryAddWithoutValidation("Origin", "https://other.example");
            headers.TryAddWithoutValidation("Access-Control-Request-Method", "GET");
        }, token);
        var what = $"{method} {path} with '{token}': {answer.Status}";
        if (expected?.Contains(answer.Status) == false)
            holes.Add(what);
        foreach (var (name, value) in _headers)
        {
            if (answer.Header(name)?.Contains(value, StringComparison.Ordinal) != true)
                holes.Add($"{what} {name}: {answer.Header(name)}");
        }

        if (answer.Header("Access-Control-Allow-Origin") is not null || (answer.Header("Cache-Control") is not ("no-store" or "no-cache, private")))
            holes.Add($"{what} may be read by other sites, or kept: {answer.Header("Cache-Control")}");
    }

    private static async Task<string> StateAsync(ApiHost host)
    {
        var app = await host.Paas.Platform.Apps.GetAsync("shop");
        return $"{app.Maintenance} {(await host.Paas.Platform.Releases.ListAsync("shop")).Count} {(await host.Paas.Platform.Apps.ListAsync()).Count} {string.Join(' ', await host.Paas.Platform.Formations.GetAsync("shop"))}";
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
