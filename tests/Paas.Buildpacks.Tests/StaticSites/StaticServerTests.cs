using System.Net;
using System.Net.Sockets;
using System.Text;
using Paas.Builds;

namespace Paas.StaticSites;

public sealed class StaticServerTests(SiteFixture fixture) : IClassFixture<SiteFixture>
{
    private RunningApp Site => fixture.Site;

    [Theory]
    [InlineData("/", 200, "<p>start</p>", "text/html; charset=utf-8")]
    [InlineData("/index.html", 200, "<p>start</p>", "text/html; charset=utf-8")]
    [InlineData("/about", 200, "<p>about</p>", "text/html; charset=utf-8")]
    [InlineData("/about.html", 200, "<p>about</p>", "text/html; charset=utf-8")]
    [InlineData("/docs/", 200, "<p>docs</p>", "text/html; charset=utf-8")]
    [InlineData("/shop/cart/1", 200, "<p>shop</p>", "text/html; charset=utf-8")]
    [InlineData("/assets/digits.txt", 200, "0123456789", "text/plain; charset=utf-8")]
    [InlineData("/assets/data.unknown", 200, "?", "application/octet-stream")]
    [InlineData("/vector.svg", 200, "<svg/>", "image/svg+xml")]
    [InlineData("/app.mjs", 200, "export {}", "text/javascript; charset=utf-8")]
    [InlineData("/%C3%A4%20b.txt", 200, "umlaut", "text/plain; charset=utf-8")]
    [InlineData("/.well-known/security.txt", 200, "contact", "text/plain; charset=utf-8")]
    [InlineData("/missing", 404, "<p>none</p>", "text/html; charset=utf-8")]
    [InlineData("/assets/", 404, "<p>none</p>", "text/html; charset=utf-8")]
    [InlineData("/.hidden", 404, "<p>none</p>", "text/html; charset=utf-8")]
    [InlineData("/.git/config", 404, "<p>none</p>", "text/html; charset=utf-8")]
    public async Task Get_Path_GivesFileAndType(string path, int status, string body, string type)
    {
        using var response = await Site.SendAsync(HttpMethod.Get, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal("yes", Assert.Single(response.Headers.GetValues("X-Site")));
    }

    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/assets/..%2f..%2fsecret.txt")]
    [InlineData("/..%5csecret.txt")]
    [InlineData("//secret.txt")]
    [InlineData("/assets/../../secret.txt")]
    public async Task Get_PathOutOfTheRoot_IsNotAnswered(string target)
    {
        var answer = await SendRawAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 4", answer);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_File_GivesLengthWithoutBody()
    {
        using var response = await Site.SendAsync(HttpMethod.Head, "/assets/digits.txt");

        Assert.Equal(10, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Get_KnownVersion_Is304()
    {
        using var first = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt");
        using var byTag = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt", ("If-None-Match", first.Headers.ETag!.ToString()));
        using var byDate = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt", ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R")));
        using var other = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt", ("If-None-Match", "\"other\""));

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK), (byTag.StatusCode, byDate.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task Get_Range_GivesThePart()
    {
        using var part = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt", ("Range", "bytes=2-4"));
        using var beyond = await Site.SendAsync(HttpMethod.Get, "/assets/digits.txt", ("Range", "bytes=50-60"));

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("234", await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task Post_File_Is405()
    {
        using var response = await Site.SendAsync(HttpMethod.Post, "/");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/old", 301, "/about")]
    [InlineData("/soon", 302, "/about")]
    [InlineData("/docs", 301, "/docs/")]
    public async Task Get_MovedPath_Redirects(string path, int status, string location)
    {
        using var response = await Site.SendAsync(HttpMethod.Get, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.EndsWith(location, response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ByHttpThroughTheRouter_RedirectsToHttps()
    {
        using var http = await Site.SendAsync(HttpMethod.Get, "/about?a=b", ("X-Forwarded-Proto", "http"), ("Host", "shop.example.com"));
        using var https = await Site.SendAsync(HttpMethod.Get, "/about", ("X-Forwarded-Proto", "https"));

        Assert.Equal("https://shop.example.com/about?a=b", http.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, https.StatusCode);
    }

    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Site.Client.BaseAddress!.Host, Site.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
