using System.Globalization;
using Paas;

namespace ConsoleHost;

/// <summary>A prompt over <see cref="IPlatform"/>: one line, one command. The app may be left out where there is only one.</summary>
internal sealed class Shell(IPlatform platform, Uri git, string token)
{
    public const string Help =
        """
        apps                          list the apps
        create [NAME]                 create an app
        push-info [APP]               how to push your own code
        ps [APP]                      its dynos, and why one is not up
        scale [APP] web=2 worker+1    change its formation
        restart [APP] [DYNO|TYPE]     replace dynos by fresh ones
        run [APP] COMMAND             run a command in a one-off dyno
        config [APP] [K=V …] [-K …]   show, set and remove config vars
        logs [APP] [LINES]            the newest lines of its log
        releases [APP]                its releases
        slug inspect [APP] [vN]       what is in a release's slug: sizes, files, changes, bill of materials
        rollback [APP] [vN]           go back to an earlier release
        domains [APP] [HOST|-HOST]    show, add and remove host names
        maintenance [APP] on|off      answer every request with 503
        destroy APP                   remove an app for good
        quit                          stop everything and leave
        """;

    /// <summary>Returns false when the host shall stop.</summary>
    public async Task<bool> ExecuteAsync(string line, CancellationToken cancellationToken)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            return true;
        if (words[0] is "quit" or "exit" or "stop")
            return false;

        try
        {
            var apps = await platform.Apps.ListAsync(cancellationToken);
            // As it is said elsewhere: the word adds nothing here.
            if (words is ["slug", "inspect", ..])
                words = ["slug", .. words[2..]];
            var named = words.Length > 1 && apps.Any(app => app.Name == words[1]);
            var app = named ? words[1] : apps.Count == 1 ? apps[0].Name : null;
            await ExecuteAsync(words[0], app, words[(named ? 2 : 1)..], apps, cancellationToken);
        }
        catch (PaasException e)
        {
            Screen.Error(e.Message);
        }

        return true;
    }

    private async Task ExecuteAsync(string command, string? app, string[] rest, IReadOnlyList<App> apps, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "help":
                Screen.Line(Help);
                break;
            case "apps":
                foreach (var each in apps)
                    Screen.Line($"{each.Name,-30} {each.WebUrl}");
                break;
            case "create":
                PushInfo((await platform.Apps.CreateAsync(rest.FirstOrDefault(), cancellationToken)).Name);
                break;
            case "destroy":
                if (rest.Length > 0 || app is null)
                    throw new PaasException(PaasErrors.NotFound, "Name the app to destroy.");
                await platform.Apps.DestroyAsync(app, cancellationToken);
                Screen.Line($"Destroyed {app}.");
                break;
            default:
                if (app is null)
                    throw new PaasException(PaasErrors.NotFound, apps.Count == 0 ? "There is no app yet: create one." : "Which app? There are: " + string.Join(", ", apps.Select(static each => each.Name)));
                await OnAppAsync(command, app, rest, cancellationToken);
                break;
        }
    }

    private async Task OnAppAsync(string command, string app, string[] rest, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "push-info":
                PushInfo(app);
                break;
            case "slug":
                int? version = rest is [var text, ..] ? int.TryParse(text.TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new PaasException(PaasErrors.InvalidParams, $"'{text}' is no release; write it as v3.") : null;
                SlugScreen.Show(await platform.Slugs.GetAsync(app, version, cancellationToken));
                break;
            case "ps":
                foreach (var dyno in await platform.Dynos.ListAsync(app, cancellationToken))
                {
                    Screen.Line($"{dyno.Name,-10} {dyno.State.ToString().ToLowerInvariant(),-9} v{dyno.Release,-4} {dyno.CreatedAt:HH:mm:ss}  {dyno.Command}");
                    if (dyno.Reason is not null)
                        Screen.Error(dyno.Reason);
                }

                break;
            case "scale":
                if (rest.Length > 0)
                    await platform.Formations.UpdateAsync(app, [.. rest.Select(ParseScale)], cancellationToken);
                Screen.Line(string.Join(' ', (await platform.Formations.GetAsync(app, cancellationToken)).Select(static each => $"{each.Type}={each.Quantity}")));
                break;
            case "restart":
                await platform.Dynos.RestartAsync(app, rest.FirstOrDefault(), cancellationToken);
                break;
            case "run":
                var run = await platform.Dynos.RunAsync(app, new RunRequest(string.Join(' ', rest)), cancellationToken);
                await foreach (var line in run.Output.WithCancellation(cancellationToken))
                    Screen.Line(line);
                Screen.Dim($"{run.Dyno.Name} ended with status {await run.ExitCode}");
                break;
            case "config":
                if (rest.Length > 0)
                    await platform.Config.UpdateAsync(app, rest.ToDictionary(static word => word[0] == '-' ? word[1..] : word.Split('=')[0], static word => word[0] == '-' ? null : word[(word.IndexOf('=') + 1)..]), cancellationToken);
                foreach (var (name, value) in await platform.Config.GetAsync(app, cancellationToken))
                    Screen.Line($"{name}: {value}");
                break;
            case "logs":
                await foreach (var line in platform.Logs.ReadAsync(app, new LogQuery { Lines = rest.Length > 0 ? ParseNumber(rest[0]) : 100 }, cancellationToken))
                    Screen.Line(line.ToString());
                break;
            case "releases":
                foreach (var release in await platform.Releases.ListAsync(app, cancellationToken))
                    Screen.Line($"{(release.Current ? "*" : " ")} v{release.Version,-4} {release.Status.ToString().ToLowerInvariant(),-9} {release.CreatedAt:yyyy-MM-dd HH:mm:ss}  {release.Description}{(release.Reason is null ? "" : "  !")}");
                break;
            case "rollback":
                var rolled = await platform.Releases.RollbackAsync(app, rest.Length > 0 ? ParseNumber(rest[0].TrimStart('v')) : null, cancellationToken);
                Screen.Line($"{rolled.Description}: v{rolled.Version}");
                break;
            case "domains":
                if (rest is [['-', .. var removed], ..])
                    await platform.Domains.RemoveAsync(app, removed, cancellationToken);
                else if (rest.Length > 0)
                    await platform.Domains.AddAsync(app, rest[0], cancellationToken: cancellationToken);
                foreach (var domain in await platform.Domains.ListAsync(app, cancellationToken))
                    Screen.Line(domain.Hostname);
                break;
            case "maintenance" when rest is ["on" or "off"]:
                await platform.Apps.UpdateAsync(app, new AppUpdate { Maintenance = rest[0] == "on" }, cancellationToken);
                break;
            default:
                Screen.Error($"'{command}' is not understood. There are:\n{Help}");
                break;
        }
    }

    private void PushInfo(string app)
    {
        Screen.Line($"In a git repository of your own:\ngit push http://paas:{token}@{git.Authority}/{app}.git HEAD:main");
    }

    private static FormationUpdate ParseScale(string word)
    {
        var at = word.IndexOfAny(['=', '+', '-'], 1);
        if (at < 1)
            throw new PaasException(PaasErrors.InvalidParams, $"'{word}' is not understood. Write web=2, worker+1 or worker-1.");

        var update = new FormationUpdate(word[..at]);
        var number = ParseNumber(word[(at + 1)..]);
        return word[at] == '=' ? update with { Quantity = number } : update with { Delta = word[at] == '+' ? number : -number };
    }

    private static int ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PaasException(PaasErrors.InvalidParams, $"'{text}' is no number.");
}
