using System.Text;
using System.Text.RegularExpressions;

namespace Paas.Api.Tests.Client;

/// <summary>
/// The way from nothing to a rollback with the unmodified client, as docs/getting-started.md shows it; <c>PAAS_COMMANDS=all</c> writes
/// that page anew.
/// </summary>
public sealed partial class GettingStartedTests
{
    private static readonly (string Line, string Expect)[] _steps =
    [
        ("mkdir -p shop && cd shop && git init -q && echo 'hello, world' > index.html", ""),
        ("cd shop && echo 'web: exec python3 -m http.server $PORT' > Procfile && git add . && git commit -qm 'First version'", ""),
        ("cd shop && heroku create my-shop", "my-shop.git"),
        ("cd shop && git push heroku main", "Released v3"),
        ("cd shop && curl -s http://my-shop.localhost:$ROUTER/", "hello, world"),
        ("cd shop && heroku ps:scale web=2", "now running web at 2"),
        ("cd shop && heroku config:set GREETING=hi", "v4"),
        ("cd shop && heroku config", "GREETING: hi"),
        ("cd shop && heroku logs -n 3", "app\\[|heroku\\["),
        ("cd shop && echo 'hello, moon' > index.html && git commit -qam 'Second version' && git push heroku main", "Released v5"),
        ("cd shop && heroku releases", "v5"),
        ("cd shop && heroku rollback v4", "done, v6"),
        ("cd shop && heroku run -- 'cat index.html'", "hello, world"),
    ];

    [Fact]
    public async Task EveryStep_OfTheFirstMinutes_Works()
    {
        await HerokuProgram.RequireAsync(TestContext.Current.CancellationToken);
        await using var host = await ClientHost.StartAsync();
        var page = new StringBuilder(
            """
            # Getting started

            Start a platform and tell this shell about it; nothing else than the official client and git is needed.

            ```
            $ dotnet run --project samples/ConsoleHost &
            $ source .paas/heroku.env
            ```

            From here on everything is as on Heroku. (Written by a test; what follows is what the programs said.)

            ```

            """);
        foreach (var (line, expect) in _steps)
        {
            if (line.Contains("curl", StringComparison.Ordinal))
                await WaitUntilUpAsync(host);
            var result = await host.RunAsync($"ROUTER={host.Router.Port}; {line} 2>&1");
            Assert.True(result.ExitCode == 0 && Regex.IsMatch(result.Text, expect), $"$ {line}\n{result.Text}\nexit {result.ExitCode}");
            page.Append("$ ").Append((line.StartsWith("cd shop && ", StringComparison.Ordinal) ? line[11..] : line).Replace("$ROUTER", "8080", StringComparison.Ordinal)).Append('\n').Append(Clean(result.Text, host));
        }

        page.Append("```\n");
        if (Environment.GetEnvironmentVariable("PAAS_COMMANDS") == "all")
            await File.WriteAllTextAsync(Path.Combine(CommandTableTests.Root(), "docs", "getting-started.md"), page.ToString().ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
    }

    private static async Task WaitUntilUpAsync(ClientHost host)
    {
        while (!(await host.Platform.Dynos.ListAsync("my-shop")).Any(static dyno => dyno.State == DynoState.Up))
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private static string Clean(string text, ClientHost host)
    {
        text = text.Replace($":{host.Router.Port}/", ":8080/", StringComparison.Ordinal);
        text = TlsPort().Replace(text, "localhost:5001/");
        return string.Concat(text.Split('\n').Select(static line => line.Split('\r')[^1].TrimEnd()).Where(static line => line.Length > 0).Select(static line => line + "\n")) + "\n";
    }

    [GeneratedRegex(@"localhost:\d{4,5}/(?=my-shop)")]
    private static partial Regex TlsPort();
}
