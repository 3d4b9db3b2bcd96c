using System.Text;

namespace Paas.Api.Tests.Http;

public sealed class ApiPipelineTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic !!!")]
    [InlineData("Basic OnVuZGVmaW5lZA==")]
    [InlineData("Negotiate abc")]
    public async Task AnyRoute_WithoutAKnownToken_Is401(string? authorization)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync("GET", "/apps", headers: headers =>
        {
            headers.Remove("Authorization");
            if (authorization is not null)
                headers.TryAddWithoutValidation("Authorization", authorization);
        });

        answer.Expect(401);
        Assert.Equal("unauthorized", answer.ErrorId);
        Assert.Equal("application/json", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task AnyRoute_WithTheTokenAsBasicPassword_IsServed()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("GET", "/apps", headers: headers =>
        {
            headers.Remove("Authorization");
            headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + host.Token)));
        })).Expect(200);
    }

    [Fact]
    public async Task Get_WithTheTagOfBefore_Is304()
    {
        await using var host = await ApiHost.StartWithShopAsync();
        var first = (await host.SendAsync("GET", "/apps/shop")).Expect(200);
        Assert.Matches("^\"[0-9a-f]{32}\"$", first.Header("ETag"));

        var second = await host.SendAsync("GET", "/apps/shop", headers: headers => headers.TryAddWithoutValidation("If-None-Match", first.Header("ETag")));

        Assert.Equal("", second.Expect(304).Body);
        await host.Paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Maintenance = true });
        (await host.SendAsync("GET", "/apps/shop", headers: headers => headers.TryAddWithoutValidation("If-None-Match", first.Header("ETag")))).Expect(200);
    }

    [Fact]
    public async Task List_WithMore_Is206UntilTheEnd()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var name in new[] { "app-a", "app-b", "app-c" })
            await host.Paas.Platform.Apps.CreateAsync(name);

        var first = (await host.SendAsync("GET", "/apps", headers: static headers => headers.TryAddWithoutValidation("Range", "name ..; max=2"))).Expect(206);
        Assert.Equal("name app-a..app-b; max=2", first.Header("Content-Range"));
        Assert.Equal("name ]app-b..; max=2", first.Header("Next-Range"));
        Assert.Equal("name, id, updated_at", first.Header("Accept-Ranges"));

        var second = (await host.SendAsync("GET", "/apps", headers: headers => headers.TryAddWithoutValidation("Range", first.Header("Next-Range")))).Expect(200);
        Assert.Equal(["app-c"], second.Json.EnumerateArray().Select(static app => app.GetProperty("name").GetString()));
        Assert.Null(second.Header("Next-Range"));
    }

    [Theory]
    [InlineData("order=desc,max=1")]
    [InlineData("max=1, order=desc")]
    public async Task Releases_NewestFirst_StartsWithTheCurrentOne(string options)
    {
        await using var host = await ApiHost.StartWithShopAsync();

        var page = await host.SendAsync("GET", "/apps/shop/releases", headers: headers => headers.TryAddWithoutValidation("Range", $"version ..; {options}"));

        Assert.Equal(3, Assert.Single(page.Expect(206).Json.EnumerateArray()).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task List_ByAnUnknownProperty_Is416()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync("GET", "/apps", headers: static headers => headers.TryAddWithoutValidation("Range", "colour ..; max=2"));

        Assert.Equal("requested_range_not_satisfiable", answer.Expect(416).ErrorId);
    }

    [Fact]
    public async Task AnyRoute_AboveTheRate_Is429UntilTimePasses()
    {
        await using var host = await ApiHost.StartAsync(static options => options.RequestsPerHour = 2);
        Assert.Equal("1", (await host.SendAsync("GET", "/apps")).Expect(200).Header("RateLimit-Remaining"));
        (await host.SendAsync("GET", "/apps")).Expect(200);

        Assert.Equal("rate_limit", (await host.SendAsync("GET", "/apps")).Expect(429).ErrorId);
        (await host.SendAsync("GET", "/account/rate-limits")).Expect(200);

        host.Paas.Time.Advance(TimeSpan.FromMinutes(30));
        (await host.SendAsync("GET", "/apps")).Expect(200);
    }

    [Fact]
    public async Task AnyRoute_OfAnotherVersion_Is406()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync("GET", "/apps", headers: static headers =>
        {
            headers.Remove("Accept");
            headers.TryAddWithoutValidation("Accept", "application/vnd.heroku+json; version=2");
        });

        Assert.Equal("not_acceptable", answer.Expect(406).ErrorId);
    }

    [Theory]
    [InlineData("POST", "/apps", "{", 400, "bad_request", "JSON")]
    [InlineData("POST", "/apps", """{"name":5}""", 400, "bad_request", "'name'")]
    [InlineData("POST", "/apps", """{"name":"a","name":"b"}""", 400, "bad_request", "'name'")]
    [InlineData("POST", "/apps", """{"name":"X_Y"}""", 422, "invalid_params", "letter")]
    [InlineData("POST", "/apps", """{"stack":"cobol"}""", 422, "invalid_params", "cobol")]
    [InlineData("POST", "/apps", """{"region":"moon"}""", 422, "invalid_params", "moon")]
    [InlineData("PATCH", "/apps/shop", """{"maintenance":"yes"}""", 400, "bad_request", "'maintenance'")]
    [InlineData("PATCH", "/apps/shop/formation", "{}", 422, "invalid_params", "'updates'")]
    [InlineData("PATCH", "/apps/shop/formation", """{"updates":[{"type":"web","quantity":"many"}]}""", 422, "invalid_params", "many")]
    [InlineData("PATCH", "/apps/shop/formation", """{"updates":[{"type":"web","size":"huge"}]}""", 422, "invalid_params", "huge")]
    [InlineData("PATCH", "/apps/shop/formation", """{"updates":[{"quantity":1}]}""", 422, "invalid_params", "type")]
    [InlineData("PATCH", "/apps/shop/config-vars", """{"A":{"b":1}}""", 422, "invalid_params", "A")]
    [InlineData("PATCH", "/apps/shop/config-vars", """{"1A":"x"}""", 422, "invalid_params", "1A")]
    [InlineData("POST", "/apps/shop/dynos", "{}", 422, "invalid_params", "'command'")]
    [InlineData("POST", "/apps/shop/domains", "{}", 422, "invalid_params", "'hostname'")]
    [InlineData("POST", "/apps/shop/domains", """{"hostname":"a b"}""", 422, "invalid_params", "a b")]
    [InlineData("POST", "/apps/shop/builds", "{}", 422, "invalid_params", "'source_blob'")]
    [InlineData("POST", "/apps/shop/builds", """{"source_blob":{"url":"file:///etc/passwd"}}""", 422, "invalid_params", "'source_blob.url'")]
    [InlineData("POST", "/apps/shop/releases", "{}", 422, "invalid_params", "'release'")]
    [InlineData("POST", "/apps/shop/releases", """{"release":"v1"}""", 422, "invalid_params", "v1")]
    [InlineData("PUT", "/apps/shop/buildpack-installations", """{"updates":[{"buildpack":"heroku/cobol"}]}""", 422, "invalid_params", "heroku/cobol")]
    [InlineData("POST", "/apps/shop/log-sessions", """{"lines":-1}""", 422, "invalid_params", "'lines'")]
    public async Task Body_WithAWrongField_IsRefusedByName(string method, string path, string body, int status, string id, string named)
    {
        await using var host = await ApiHost.StartWithShopAsync();

        var answer = await host.SendAsync(method, path, body);

        Assert.Equal(id, answer.Expect(status).ErrorId);
        Assert.Contains(named, answer.Json.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("/apps/nothing", "app")]
    [InlineData("/apps/nothing/dynos", "app")]
    [InlineData("/apps/shop/dynos/web.9", "dyno")]
    [InlineData("/apps/shop/releases/99", "release")]
    [InlineData("/apps/shop/builds/99", "build")]
    [InlineData("/apps/shop/formation/none", "formation")]
    [InlineData("/apps/shop/domains/example.com", "domain")]
    [InlineData("/apps/shop/slugs/1", "slug")]
    [InlineData("/apps/shop/addons/x", "add_on")]
    [InlineData("/account/features/preboot", "account_feature")]
    [InlineData("/nothing/at/all", null)]
    public async Task Path_OfNothing_Is404WithItsKind(string path, string? resource)
    {
        await using var host = await ApiHost.StartWithShopAsync();

        var answer = await host.SendAsync("GET", path);

        Assert.Equal("not_found", answer.Expect(404).ErrorId);
        Assert.Equal(resource, answer.Json.GetProperty("resource").GetString());
    }

    [Fact]
    public async Task Body_AboveTheLimit_Is413()
    {
        await using var host = await ApiHost.StartAsync(static options => options.MaxBodySize = 1_000);

        (await host.SendAsync("POST", "/apps", $$"""{"name":"{{new string('a', 1_000)}}"}""")).Expect(413);
    }
}
