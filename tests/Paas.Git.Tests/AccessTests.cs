using System.Net;
using System.Text;
using Paas.Git.Tests.Fakes;

namespace Paas.Git.Tests;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_WrongToken_FailsAuthentication()
    {
        await using var host = await GitHost.StartAsync();
        var result = (await host.GitAsync("ls-remote", $"http://x:wrong@{host.Address.Authority}/shop.git")).Failed();
        Assert.Contains("Authentication failed", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("theirs")]
    public async Task Client_UnknownOrForeignApp_IsNotFound(string app)
    {
        await using var host = await GitHost.StartAsync();
        var result = (await host.GitAsync("ls-remote", $"{host.BaseUrl}/{app}.git")).Failed();
        Assert.Contains($"/{app}.git/' not found", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WhoMayOnlyView_FetchesButCannotPush()
    {
        await using var host = await GitHost.StartAsync();
        host.Platform.Permissions = AppPermissions.View;
        await host.CommitAsync("Procfile", "web: run");

        (await host.GitAsync("ls-remote", host.Url)).Succeeded();
        var result = (await host.PushAsync("main")).Failed();

        Assert.Contains("403", result.Error, StringComparison.Ordinal);
        Assert.Null(await host.ServerRefAsync("refs/heads/main"));
    }

    [Fact]
    public async Task Request_WithoutToken_IsChallenged()
    {
        await using var host = await GitHost.StartAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(host.Address, "/shop.git/info/refs?service=git-receive-pack"), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic realm=\"Paas\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Client_OverTheQuota_IsToldToWait()
    {
        await using var host = await GitHost.StartAsync(static options => options.MaxRequestsPerHour = 2);
        (await host.GitAsync("ls-remote", host.Url)).Succeeded();
        (await host.GitAsync("ls-remote", host.Url)).Succeeded();
        var result = (await host.GitAsync("ls-remote", host.Url)).Failed();
        Assert.Contains("Too many requests for this Git repo. Please try again later.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DumbClient_IsToldToUseSmartHttp_AndHeadIsServed()
    {
        await using var host = await GitHost.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{FakePlatform.Token}")));
        using var response = await client.GetAsync(new Uri(host.Address, "/shop.git/info/refs"), Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("ref: refs/heads/main\n", await client.GetStringAsync(new Uri(host.Address, "/shop.git/HEAD"), Token));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Bearer abc", null)]
    [InlineData("Basic !!!", null)]
    [InlineData("Basic eDo=", null)]
    [InlineData("Basic eA==", null)]
    [InlineData("Basic eDphOmI=", "a:b")]
    [InlineData("basic OnQ=", "t")]
    public void ReadToken_AnyHeader_IsThePasswordOrNull(string header, string? token) => Assert.Equal(token, Http.GitAccess.ReadToken(header));
}
