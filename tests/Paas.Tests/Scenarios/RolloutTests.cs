using System.Net;
using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>What a release records of the requests that came while its dynos took over, with a real router and real processes.</summary>
public sealed class RolloutTests
{
    private const string App = "shop";

    [Fact]
    public async Task ReleasesInQuickSuccession_UnderLoad_RecordThatNothingWasLost()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = 2 }], cancellationToken);
        await platform.ConvergesAsync(App);
        var first = (await platform.CurrentAsync(App)).Version;
        await using var load = new SteadyLoad(platform.UrlOf(App), echoes: true);
        await load.FlowsAsync();

        (await platform.PushAsync(App, source.WithScriptApp("two"))).Succeeded();
        for (var i = 0; i < 4; i++)
        {
            await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = $"colour{i}" }, cancellationToken);
            await load.FlowsAsync(100 * i);
        }

        await load.SeesAsync("two colour3");
        await platform.ConvergesAsync(App);
        load.NextPhase().WithoutFailures("five releases");
        var last = first + 5;
        await Eventually.HoldsAsync("The last rollout is recorded", async token => (await platform.Platform.Releases.GetAsync(App, last, token)).Rollout?.CompletedAt is not null);
        var rollouts = (await platform.Platform.Releases.ListAsync(App, cancellationToken)).Where(release => release.Version > first).Select(static release => release.Rollout).ToList();
        Assert.Equal(5, rollouts.Count);
        Assert.All(rollouts, static rollout => Assert.True(rollout is { Lost: 0, Dynos: 2 }, $"{rollout}"));
        Assert.InRange(rollouts.Sum(static rollout => rollout!.Requests), 1, long.MaxValue);
        Assert.Contains(await platform.LogAsync(App), line => line.Contains($"app[api]: Rollout of v{last} completed in ", StringComparison.Ordinal) && line.EndsWith(" requests, lost=0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Release_WhileADynoBreaksConnections_RecordsTheLoss()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one")
            .Replace("server.js", "let bytes = 0;", "let bytes = 0; if (request.url === '/break') return request.socket.destroy();")
            .Replace("server.js", "server.listen(process.env.PORT, () => console.log('one listens'));", "setTimeout(() => server.listen(process.env.PORT), process.env.COLOUR ? 2000 : 0);");
        await platform.DeployAsync(App, source);

        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "late" }, cancellationToken);
        var lost = 0;
        for (var i = 0; i < 3; i++)
        {
            using var response = await platform.Http.PostAsync(platform.UrlOf(App, "/break"), null, cancellationToken);
            lost += response.StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
            await platform.GetAsync(App);
        }

        await platform.ConvergesAsync(App);
        var version = (await platform.CurrentAsync(App)).Version;
        await Eventually.HoldsAsync("The rollout is recorded", async token => (await platform.Platform.Releases.GetAsync(App, version, token)).Rollout is not null);
        var rollout = (await platform.Platform.Releases.GetAsync(App, version, cancellationToken)).Rollout!;
        Assert.Equal((3, 3), (lost, rollout.Lost));
        Assert.Equal(6, rollout.Requests);
    }

    [Fact]
    public async Task HealthCheck_OfAPath_HoldsBackARelease_UntilItAnswers()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one")
            .Replace("server.js", "let bytes = 0;", "let bytes = 0; if (request.url === '/health' && process.env.COLOUR === 'sick') { response.statusCode = 503; return response.end(); }");
        await platform.DeployAsync(App, source);
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { HealthCheck = new HealthCheck { Path = "/health" } }], cancellationToken);

        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "sick" }, cancellationToken);
        await Eventually.HoldsAsync("The check fails", async token => (await platform.Platform.Dynos.ListAsync(App, token)).Any(static dyno => dyno.Reason == "Its health check fails: GET /health was answered with 503 instead of a status below 400."));
        Assert.StartsWith("one colourless", await platform.GetAsync(App), StringComparison.Ordinal);

        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "well" }, cancellationToken);
        await platform.ConvergesAsync(App);
        Assert.StartsWith("one well", await platform.GetAsync(App), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_OfACommand_RunsInsideTheDyno()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().With("Procfile", "worker: exec sleep 1000\n").With("well", "");
        await platform.Platform.Apps.CreateAsync(App, cancellationToken);
        (await platform.PushAsync(App, source)).Succeeded();

        var check = new HealthCheck { Command = "test -e well", Interval = TimeSpan.FromMilliseconds(200), FailuresUntilRestart = 2 };
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("worker") { Quantity = 1, HealthCheck = check }], cancellationToken);
        await platform.ConvergesAsync(App);
        var before = Assert.Single(await platform.Platform.Dynos.ListAsync(App, cancellationToken)).Id;

        // The file of this one dyno goes; its replacement has it again.
        File.Delete(Path.Combine(platform.DataDirectory, "dynos", $"{before}", "app", "well"));
        await Eventually.HoldsAsync("The dyno is replaced", async token => (await platform.Platform.Dynos.ListAsync(App, token)) is [{ State: DynoState.Up } dyno] && dyno.Id != before);
        Assert.Contains(await platform.LogAsync(App), static line => line.Contains("heroku[worker.1]: Its health check failed 2 times in a row: 'test -e well' ended with status 1. It is replaced.", StringComparison.Ordinal));
    }
}
