using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paas.Api.Tests.Access;

namespace Paas.Api.Tests.SignIn;

/// <summary>The pages in a real browser, which obeys their policy, cookies and forms as a person's does.</summary>
public sealed class BrowserTests
{
    private const string Email = "ann@example.com";
    private const string Password = "correct horse battery";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LogIn_OnThePage_GivesTheClientItsToken()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Paas.Platform.Accounts.Users.CreateAsync(Email, Password, Stopping);
        var begun = (await host.SendAsync("POST", "/auth", """{"description":"a client"}""", token: "")).Expect(200).Json;

        Assert.Contains("Logged in", await BrowseAsync(new Uri(host.Address, begun.GetProperty("browser_url").GetString()), $"email={Email}", $"password={Password}"), StringComparison.Ordinal);

        var token = (await host.SendAsync("GET", begun.GetProperty("cli_url").GetString()!, token: begun.GetProperty("token").GetString())).Expect(200).Json.GetProperty("access_token").GetString();
        Assert.Equal(Email, (await host.SendAsync("GET", "/account", token: token)).Expect(200).Json.GetProperty("email").GetString());
    }

    [Theory]
    [InlineData("127.0.0.1", "allow", @"/cb\?code=PAAS-[\w-]{43}&state=s\nwelcome back")]
    [InlineData("[::1]", "deny", @"/cb\?error=access_denied&state=s\nwelcome back")]
    public async Task Consent_OnThePage_LeadsBackToTheClient(string address, string decision, string expected)
    {
        await using var host = await ApiHost.StartAsync();
        var account = await host.Paas.Platform.Accounts.Users.CreateAsync(Email, Password, Stopping);
        var code = (await TestTotp.EnableAsync(host.Paas.Platform, account, host.Paas.Time.GetUtcNow()))[0];
        await using var site = await StartSiteAsync(address);
        var client = (await host.SendAsync("POST", "/oauth/clients", $$"""{"name":"tool","redirect_uri":"{{site.Urls.First()}}/cb"}""")).Expect(201).Json;
        var page = new Uri(host.Address, $"/oauth/authorize?client_id={client.GetProperty("id")}&response_type=code&scope=read&state=s");

        Assert.Matches("^" + Regex.Escape(site.Urls.First()) + expected, await BrowseAsync(page, $"email={Email}", $"password={Password}", $"code={code}", $"button={decision}"));
    }

    private static async Task<WebApplication> StartSiteAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var site = builder.Build();
        site.Run(static http => http.Response.WriteAsync("welcome back"));
        await site.StartAsync(Stopping);
        return site;
    }

    /// <summary>Where the form led, and what stood there.</summary>
    private static async Task<string> BrowseAsync(Uri page, params string[] fields)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/chromium-headless-shell"), "There is no Chromium here (Debian's chromium-headless-shell).");
        using var process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "browser.py"), .. fields, page.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        patience.CancelAfter(_patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await error);
            return output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
