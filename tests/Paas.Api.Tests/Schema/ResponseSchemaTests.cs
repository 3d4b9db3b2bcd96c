using System.Text.Json;
using Paas.Api.Tests.Certificates;
using Paas.Api.Tests.Client;
using Paas.Api.Tests.OpenApi;

namespace Paas.Api.Tests.Schema;

/// <summary>Every response that the published schema has a type for, checked against it.</summary>
public sealed class ResponseSchemaTests
{
    private const string Slug = "{slug}";
    private const string Build = "{build}";
    private const string Endpoint = "{endpoint}";
    private const string Certificate = "{certificate}";

    private static readonly (string Method, string Path, string? Body, string? Type)[] _calls =
    [
        ("POST", "/apps", """{"name":"made"}""", "App"), ("GET", "/apps", null, "App"), ("GET", "/apps/shop", null, "App"), ("PATCH", "/apps/shop", """{"maintenance":true}""", "App"),
        ("GET", "/users/~/apps", null, "App"), ("POST", "/filters/apps", """{"in":{"name":["shop"]}}""", "App"), ("DELETE", "/apps/made", null, "App"),
        ("GET", "/account", null, "Account"), ("PATCH", "/account", """{"name":"Owner"}""", "Account"), ("GET", "/users/~", null, "Account"), ("GET", "/account/rate-limits", null, "RateLimit"),
        ("GET", "/apps/shop/features", null, "AppFeature"), ("GET", "/apps/shop/features/preboot", null, "AppFeature"), ("PATCH", "/apps/shop/features/preboot", """{"enabled":true}""", "AppFeature"),
        ("GET", "/apps/shop/formation", null, "Formation"), ("GET", "/apps/shop/formation/web", null, "Formation"),
        ("PATCH", "/apps/shop/formation", """{"updates":[{"type":"web","quantity":"+1"},{"type":"worker","quantity":1,"size":"Standard-2X"}]}""", "Formation"),
        ("PATCH", "/apps/shop/formation/web", """{"quantity":"1"}""", "Formation"),
        ("GET", "/apps/shop/dynos", null, "Dyno"), ("GET", "/apps/shop/dynos/web.1", null, "Dyno"), ("POST", "/apps/shop/dynos", """{"command":"echo hi","env":{"A":"b"}}""", "Dyno"),
        ("POST", "/apps/shop/dynos", """{"attach":true,"command":"bash"}""", "Dyno"),
        ("GET", "/dyno-sizes", null, "DynoSize"), ("GET", "/dyno-sizes/standard-1x", null, "DynoSize"), ("GET", "/apps/shop/available-dyno-sizes", null, "DynoSize"),
        ("GET", "/stacks", null, "Stack"), ("GET", "/stacks/heroku-24", null, "Stack"), ("GET", "/regions", null, "Region"), ("GET", "/regions/us", null, "Region"),
        ("PATCH", "/apps/shop/config-vars", """{"A":"1","B":null}""", "ConfigVars"), ("GET", "/apps/shop/config-vars", null, "ConfigVars"), ("GET", "/apps/shop/releases/3/config-vars", null, "ConfigVars"),
        ("GET", "/apps/shop/releases", null, "Release"), ("GET", "/apps/shop/releases/1", null, "Release"), ("GET", "/apps/shop/releases/v3", null, "Release"), ("POST", "/apps/shop/releases", """{"release":3}""", "Release"),
        ("POST", "/apps/shop/releases", $$"""{"slug":"{{Slug}}","description":"Again"}""", "Release"),
        ("GET", "/apps/shop/builds", null, "Build"), ("GET", $"/apps/shop/builds/{Build}", null, "Build"), ("GET", $"/apps/shop/slugs/{Slug}", null, "Slug"), ("POST", "/apps/shop/slugs", """{"process_types":{"web":"serve"}}""", "Slug"), ("POST", "/sources", null, "Source"), ("POST", "/apps/shop/sources", null, "Source"),
        ("PUT", "/apps/shop/buildpack-installations", """{"updates":[{"buildpack":"test/fake"}]}""", "BuildpackInstallations"), ("GET", "/apps/shop/buildpack-installations", null, "BuildpackInstallations"),
        ("POST", "/apps/shop/domains", """{"hostname":"www.example.com","sni_endpoint":null}""", "Domain"), ("GET", "/apps/shop/domains", null, "Domain"), ("GET", "/apps/shop/domains/www.example.com", null, "Domain"), ("DELETE", "/apps/shop/domains/www.example.com", null, "Domain"),
        ("POST", "/apps/shop/sni-endpoints", Certificate, "SNIEndpoint"), ("GET", "/apps/shop/sni-endpoints", null, "SNIEndpoint"), ("GET", "/apps/shop/sni-endpoints/{endpoint}", null, "SNIEndpoint"),
        ("POST", "/apps/shop/domains", """{"hostname":"secure.example.com","sni_endpoint":"{endpoint}"}""", "Domain"), ("PATCH", "/apps/shop/domains/secure.example.com", """{"sni_endpoint":null}""", "Domain"),
        ("PATCH", "/apps/shop/domains/secure.example.com", """{"sni_endpoint":"{endpoint}"}""", "Domain"), ("PATCH", "/apps/shop/sni-endpoints/{endpoint}", Certificate, "SNIEndpoint"), ("DELETE", "/apps/shop/sni-endpoints/{endpoint}", null, "SNIEndpoint"),
        ("POST", "/apps/shop/acm", "{}", "App"), ("PATCH", "/apps/shop/acm", """{"acm_refresh":true}""", "App"), ("GET", "/apps/shop/domains", null, "Domain"), ("GET", "/apps/shop/sni-endpoints", null, "SNIEndpoint"), ("DELETE", "/apps/shop/acm", null, "App"),
        ("POST", "/apps/shop/log-sessions", """{"tail":true}""", "LogSession"),
        ("POST", "/apps/shop/collaborators", """{"user":"friend@example.com"}""", "Collaborator"), ("GET", "/apps/shop/collaborators", null, "Collaborator"), ("GET", "/apps/shop/collaborators/friend@example.com", null, "Collaborator"),
        ("POST", "/account/app-transfers", """{"app":"shop","recipient":"friend@example.com"}""", "AppTransfer"), ("GET", "/account/app-transfers", null, "AppTransfer"), ("DELETE", "/apps/shop/collaborators/friend@example.com", null, "Collaborator"),
        ("POST", "/account/keys", """{"public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop"}""", "Key"), ("GET", "/account/keys", null, "Key"),
        ("POST", "/oauth/authorizations", """{"description":"tested","scope":["read"],"expires_in":3600}""", "OAuthAuthorization"), ("GET", "/oauth/authorizations", null, "OAuthAuthorization"),
        ("POST", "/oauth/clients", """{"name":"tool","redirect_uri":"https://example.com/cb"}""", "OAuthClient"), ("GET", "/oauth/clients", null, "OAuthClient"),
        ("GET", "/account/audit-records", null, null), ("GET", "/apps/shop/audit-records", null, null), ("DELETE", "/apps/shop/build-cache", null, null), ("GET", "/teams/permissions", null, null),
        ("GET", "/apps/shop/config-vars", null, null), ("PATCH", "/apps/shop/config-vars", """{"A":"b"}""", null), ("GET", "/apps/shop/releases/3/config-vars", null, null),
        ("POST", "/teams", """{"name":"acme"}""", "Team"), ("GET", "/teams", null, "Team"), ("GET", "/teams/acme", null, "Team"), ("GET", "/teams/acme/features", null, "TeamFeature"), ("PUT", "/teams/acme/members", """{"email":"friend@example.com","role":"member"}""", "TeamMember"), ("GET", "/teams/acme/members", null, "TeamMember"),
        ("POST", "/teams/apps", """{"team":"acme","name":"teamapp"}""", "App"), ("GET", "/teams/acme/apps", null, "App"),
    ];

    // The published types know these as objects only; the API says null for a team that has none.
    private static readonly string[] _null = ["Team.enterprise_account is null", "Team.identity_provider is null"];

    [Fact]
    public async Task EveryResponse_FitsThePublishedSchema()
    {
        await HerokuProgram.RequireAsync(TestContext.Current.CancellationToken);
        var schema = new ApiSchema(await File.ReadAllTextAsync(HerokuProgram.Schema, TestContext.Current.CancellationToken));
        await using var host = await ApiHost.StartWithShopAsync();
        var build = (await host.GetAsync("/apps/shop/builds"))[0].GetProperty("id").GetString()!;
        var slug = (await host.GetAsync("/apps/shop/releases/3")).GetProperty("slug").GetProperty("id").GetString()!;

        var openApi = new OpenApiCheck(await host.GetAsync("/openapi/v1.json"));
        var certificate = TestCertificates.RequestFor("secure.example.com");
        var endpoint = "";
        var (responses, violations) = (0, new List<string>());
        var golden = new GoldenResponses();
        foreach (var (method, path, body, type) in _calls)
        {
            string Fill(string text) => text.Replace(Build, build, StringComparison.Ordinal).Replace(Slug, slug, StringComparison.Ordinal).Replace(Endpoint, endpoint, StringComparison.Ordinal).Replace(Certificate, certificate, StringComparison.Ordinal);
            var answer = await host.SendAsync(method, Fill(path), body is null ? null : Fill(body));
            Assert.True(answer.Status is 200 or 201 or 202 or 206, $"{method} {path} answered {answer.Status}: {answer.Body}");
            responses++;
            violations.AddRange(openApi.Check(method, path, answer.Status, answer.Json).Select(violation => $"{method} {path}: {violation}"));
            var isList = answer.Json.ValueKind == JsonValueKind.Array;
            golden.Add(type ?? $"{method} {path}", isList && answer.Json.GetArrayLength() > 0 ? answer.Json[0] : answer.Json);
            if (type is null)
                continue;
            if (path == "/apps/shop/sni-endpoints" && method == "POST")
                endpoint = answer.Json.GetProperty("name").GetString()!;
            Assert.True(!isList || answer.Json.GetArrayLength() > 0, $"{method} {path} has nothing to check.");
            foreach (var item in isList ? [.. answer.Json.EnumerateArray()] : new[] { answer.Json })
                violations.AddRange(schema.Check(type, item).Where(static violation => !_null.Any(known => violation.StartsWith(known, StringComparison.Ordinal))).Select(violation => $"{method} {path}: {violation}"));
            await host.Paas.SettleAsync();
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        golden.Add("Error", (await host.SendAsync("GET", "/apps/shop/dynos/web.9")).Expect(404).Json);
        await golden.EqualAsync();
        TestContext.Current.SendDiagnosticMessage("{0} responses, {1} violations", responses, violations.Count);
    }
}
