using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Paas.Api.Tests.Client;

/// <summary>
/// The unmodified client against a real platform: a broad selection in every suite; with <c>PAAS_COMMANDS=all</c> every command of
/// the table, which then is written into docs/heroku-commands.md, and with a part of a command only those that have it.
/// </summary>
public sealed class CommandTableTests
{
    private const int Parallel = 2;

    [Fact]
    public async Task EveryCommand_OfTheTable_Works()
    {
        await HerokuProgram.RequireAsync(TestContext.Current.CancellationToken);
        var only = Environment.GetEnvironmentVariable("PAAS_COMMANDS");
        var all = only == "all";
        await using var host = await ClientHost.StartAsync();
        await host.Platform.Accounts.Users.CreateAsync("dev@example.com", "the password of dev");
        host.Variables["RECOVERY"] = (await Access.TestTotp.EnableAsync(host.Platform, await host.Platform.Accounts.Users.CreateAsync("safe@example.com", "the password of safe"), TimeProvider.System.GetUtcNow()))[0];
        await host.Platform.Accounts.Teams.CreateAsync("acme");
        await host.RunAsync("git config --global --list"); // the first one writes the configuration that all share

        var results = new SortedDictionary<string, List<(ClientCommand Command, ClientResult Result)>>(StringComparer.Ordinal);
        foreach (var name in CommandTable.Groups.Keys)
            results[name] = [];
        await System.Threading.Tasks.Parallel.ForEachAsync(CommandTable.Groups, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (group, stopping) =>
        {
            var commands = group.Value.Where(command => all || (only is null ? command.IsQuick : command.Line.Contains(only, StringComparison.Ordinal))).ToList();
            if (commands.Count > 0 && CommandTable.Deployed.Contains(group.Key))
                await host.DeployAsync(group.Key);
            else if (commands.Count > 0 && group.Key != "deploys")
                await host.Platform.Apps.CreateAsync(group.Key, stopping);
            foreach (var command in commands)
                results[group.Key].Add((command, await host.RunAsync(command.Line, command.Input)));
        });

        if (all)
            await File.WriteAllTextAsync(Path.Combine(Root(), "docs", "heroku-commands.md"), Format(results));
        var failed = results.Values.SelectMany(static group => group).Where(static run => !Passes(run.Command, run.Result))
            .Select(static run => $"$ {run.Command.Line}\n{run.Result.Text}\nexit {run.Result.ExitCode} after {run.Result.Time.TotalSeconds:0.0} s\n").ToList();
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    private static bool Passes(ClientCommand command, ClientResult result) =>
        result.ExitCode == command.ExitCode && Regex.IsMatch(result.Text, command.Expect, RegexOptions.Singleline);

    private static string Format(SortedDictionary<string, List<(ClientCommand Command, ClientResult Result)>> results)
    {
        var runs = results.Values.SelectMany(static group => group).ToList();
        var passed = runs.Count(static run => Passes(run.Command, run.Result));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            # Commands of the heroku client

            The unmodified `heroku` {HerokuProgram.Version} from npm against a host of this repository: {passed} of {runs.Count} commands pass. The table is written by `PAAS_COMMANDS=all` and the test `CommandTableTests`; every suite runs a selection of it. What add-ons, log drains, pipelines, review apps, CI, webhooks and telemetry bring is not in it.

            | command | result |
            |---|---|

            """);
        foreach (var (command, result) in runs)
        {
            var outcome = Passes(command, result) ? "pass" : $"FAIL (exit {result.ExitCode})";
            text.Append(CultureInfo.InvariantCulture, $"| `{command.Line.Replace("|", "\\|", StringComparison.Ordinal)}` | {outcome} |\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    internal static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
