using System.Collections.Immutable;
using System.Globalization;
using Paas.Apps;
using Paas.State;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>A platform that dies at chosen commits, beside the plain model of all that it acknowledged.</summary>
internal sealed class CrashWorld(TestPaas paas)
{
    private const int Slots = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AppFacts?[] _apps = new AppFacts?[Slots];
    private readonly Dictionary<(Guid App, int Version), Guid> _issued = [];
    private readonly List<string> _story = [];
    private int _serial;

    public int Crashes { get; private set; }

    public int LostInFlight { get; private set; }

    public static void Behave(FakeDyno dyno)
    {
        if (dyno.Spec.Type != "release" || !dyno.Spec.Command.StartsWith("fail", StringComparison.Ordinal))
        {
            FakeDynoDriver.Behave(dyno);
            return;
        }

        dyno.Start();
        dyno.Exit(1);
    }

    public static async Task DeployAsync(IPlatform platform, string app, string procfile, BuildStatus expected)
    {
        var build = await platform.Builds.CreateAsync(app, new BuildSource((directory, cancellationToken) =>
            new ValueTask(File.WriteAllTextAsync(Path.Combine(directory, "Procfile"), procfile, cancellationToken))));
        build = await platform.Builds.WaitAsync(app, build.Id);
        Assert.Equal(expected, build.Status);
    }

    /// <summary>Runs the steps, each of them at once for all apps it names; restarts whenever the process died.</summary>
    public async Task RunAsync(IEnumerable<Step[]> history, Queue<(int Commits, bool Lost)> deaths)
    {
        try
        {
            Plan(deaths);
            foreach (var steps in history)
            {
                var changes = steps.DistinctBy(static step => step.Slot).Select(step => Changes.Of(step, _apps[step.Slot], ++_serial)).ToList();
                if (await TryChangeAsync(changes))
                    continue;
                await paas.CrashAsync();
                Crashes++;
                await VerifyAsync();
                Plan(deaths);
            }

            await VerifyAsync();
            await paas.CrashAsync();
            await VerifyAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"After this history:\n{string.Join('\n', _story)}\n{e.Message}", e);
        }
    }

    private void Plan(Queue<(int Commits, bool Lost)> deaths)
    {
        if (!deaths.TryDequeue(out var death))
            return;
        (paas.State.DiesAfterCommits, paas.State.LosesLastCommit) = (death.Commits, death.Lost);
    }

    private readonly Dictionary<int, ImmutableArray<AppFacts?>> _legal = [];

    /// <summary>Returns false when the process died meanwhile: then several outcomes are legal.</summary>
    private async Task<bool> TryChangeAsync(List<Change> changes)
    {
        var platform = paas.Platform;
        var asked = changes.Select(change => (Change: change, Reply: change.InvokeAsync(platform))).ToList();
        var replies = Task.WhenAll(asked.Select(static pair => pair.Reply.ContinueWith(static _ => { }, TaskScheduler.Default)));
        await Task.WhenAny(replies, paas.State.Died).WaitAsync(Patience);
        var acknowledged = asked.Select(static pair => pair.Reply.IsCompleted).ToList();
        if (replies.IsCompleted)
            await Task.WhenAny(paas.SettleAsync(), paas.State.Died).WaitAsync(Patience);

        var died = paas.State.IsDead;
        for (var i = 0; i < asked.Count; i++)
        {
            var (change, reply) = asked[i];
            _story.Add(string.Create(CultureInfo.InvariantCulture, $"#{_serial} {change.Before?.Name ?? "(none)"} -> {change.Outcomes.LastOrDefault()?.ToString().ReplaceLineEndings(" | ") ?? "(none)"}{(died ? acknowledged[i] ? ", acknowledged before the crash" : ", in flight at the crash" : "")}"));
            if (change.Outcomes.Length == 0)
            {
                if (acknowledged[i])
                    await Assert.ThrowsAsync<PaasException>(() => reply);
                _legal[change.Slot] = [change.Before];
            }
            else if (acknowledged[i])
            {
                await reply;
                _legal[change.Slot] = [.. change.Outcomes];
            }
            else
            {
                _legal[change.Slot] = [change.Before, .. change.Outcomes];
            }

            if (died)
                continue;
            _apps[change.Slot] = _legal[change.Slot][^1];
            _legal.Remove(change.Slot);
        }

        return !died;
    }

    private async Task VerifyAsync()
    {
        var found = await paas.Platform.Apps.ListAsync();
        for (var slot = 0; slot < Slots; slot++)
        {
            var app = found.SingleOrDefault(app => app.Name.StartsWith($"app-{slot}-", StringComparison.Ordinal));
            var observed = app is null ? null : await ObserveAsync(app);
            var legal = _legal.GetValueOrDefault(slot, [_apps[slot]]);
            var match = legal.Select(static (facts, index) => (Facts: facts, Index: index)).Where(pair => $"{pair.Facts}" == $"{observed}").Select(static pair => pair.Index).DefaultIfEmpty(-1).Last();
            Assert.True(match >= 0, $"Found {observed?.ToString() ?? "no app"}\nwhere only this was legal:\n{string.Join("or\n", legal.Select(static facts => facts?.ToString() ?? "no app\n"))}");
            if (legal.Length > 1 && match == 0)
                LostInFlight++;
            _apps[slot] = observed;
            if (app is not null)
                await VerifyConvergedAsync(app, observed!);
        }

        _legal.Clear();
        await VerifyKeysAsync(found);
        Assert.Equal(
            _apps.OfType<AppFacts>().SelectMany(static app => app.Domains.Add($"{app.Name}.localhost")).Order(StringComparer.Ordinal),
            paas.Router.Table.Hosts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(_apps.OfType<AppFacts>().Sum(WantedDynos), paas.Driver.Running.Count);
    }

    private async Task<AppFacts> ObserveAsync(App app)
    {
        var platform = paas.Platform;
        var releases = (await platform.Releases.ListAsync(app.Name)).Reverse().ToList();
        Assert.Equal(Enumerable.Range(1, releases.Count), releases.Select(static release => release.Version));
        foreach (var release in releases)
        {
            Assert.NotEqual(ReleaseStatus.Pending, release.Status);
            Assert.Equal(release.Status == ReleaseStatus.Failed, release.Reason is { Length: > 20 });
            if (!_issued.TryAdd((app.Id, release.Version), release.Id))
                Assert.True(_issued[(app.Id, release.Version)] == release.Id, $"v{release.Version} of {app.Name} was issued twice.");
        }

        foreach (var build in await platform.Builds.ListAsync(app.Name))
        {
            Assert.NotEqual(BuildStatus.Pending, build.Status);
            Assert.Equal(build.Status == BuildStatus.Failed, build.Reason is { Length: > 20 });
            Assert.Equal(build.Status == BuildStatus.Succeeded, build.Release is { } version && version <= releases.Count);
        }

        var facts = ImmutableArray.CreateBuilder<AppFacts.ReleaseFacts>();
        foreach (var release in releases)
            facts.Add(new(release.Status, release.Slug?.ProcessTypes ?? ImmutableSortedDictionary<string, string>.Empty, await platform.Config.GetForReleaseAsync(app.Name, release.Version)));
        return new AppFacts(app.Name)
        {
            Config = await platform.Config.GetAsync(app.Name),
            Formation = (await platform.Formations.GetAsync(app.Name)).ToImmutableSortedDictionary(static process => process.Type, static process => process.Quantity, StringComparer.Ordinal),
            Domains = [.. (await platform.Domains.ListAsync(app.Name)).Where(static domain => !domain.IsDefault).Select(static domain => domain.Hostname)],
            Maintenance = app.Maintenance,
            Releases = facts.ToImmutable(),
            Current = releases.Single(static release => release.Current).Version,
        };
    }

    private async Task VerifyConvergedAsync(App app, AppFacts facts)
    {
        var wanted = facts.Formation
            .SelectMany(pair => Enumerable.Range(1, pair.Value).Select(index => $"{pair.Key}.{index} v{facts.Current} {facts.Release.Types[pair.Key]} {facts.Release.Config.GetValueOrDefault("KEY_0")}"))
            .Order(StringComparer.Ordinal);
        var running = paas.Driver.Running.Where(dyno => dyno.Spec.AppId == app.Id).ToList();
        Assert.Equal(wanted, running
            .Select(static dyno => $"{dyno.Spec.Name} {dyno.Spec.Environment["HEROKU_RELEASE_VERSION"]} {dyno.Spec.Command} {dyno.Spec.Environment.GetValueOrDefault("KEY_0")}")
            .Order(StringComparer.Ordinal));
        Assert.All(await paas.Platform.Dynos.ListAsync(app.Name), static dyno => Assert.Equal(DynoState.Up, dyno.State));

        var ports = running.Where(static dyno => dyno.Spec.Type == "web").Select(static dyno => dyno.Port).Order().ToList();
        foreach (var host in facts.Domains.Add($"{facts.Name}.localhost"))
        {
            var route = paas.Router.Route(host);
            Assert.Equal((app.Id, facts.Name), (route.AppId, route.AppName));
            Assert.Equal(ports, route.Targets.Select(static target => target.Address.Port).Order());
            Assert.Equal(
                facts.Maintenance ? RouteStatus.Maintenance : facts.Release.Types.IsEmpty ? RouteStatus.Blank : ports.Count == 0 ? RouteStatus.NoWebDynos : RouteStatus.Serving,
                route.Status);
        }
    }

    /// <summary>Unique names belong to the apps that have them, and a destroyed app leaves no document.</summary>
    private async Task VerifyKeysAsync(IReadOnlyList<App> apps)
    {
        var documents = await paas.State.ListAsync("", CancellationToken.None);
        var owners = documents.Where(static document => !document.Key.StartsWith("app/", StringComparison.Ordinal))
            .Select(static document => $"{document.Key} {EngineJson.Read(document, EngineJson.Default.Guid)}");
        var expected = apps.Select(static app => $"{Keys.Name(app.Name)} {app.Id}")
            .Concat(apps.SelectMany(app => _apps.OfType<AppFacts>().Single(facts => facts.Name == app.Name).Domains.Select(domain => $"{Keys.Domain(domain)} {app.Id}")));
        Assert.Equal(expected.Order(StringComparer.Ordinal), owners.Order(StringComparer.Ordinal));
        Assert.All(documents.Where(static document => document.Key.StartsWith("app/", StringComparison.Ordinal)), document =>
            Assert.Contains(apps, app => document.Key == Keys.App(app.Id) || document.Key.StartsWith(Keys.App(app.Id) + "/", StringComparison.Ordinal)));
    }

    private static int WantedDynos(AppFacts app) => app.Formation.Values.Sum();
}
