using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Every way in which dynos are replaced, under a steady stream of requests: none of them may fail.</summary>
public sealed class ReplacementTests
{
    private const string App = "shop";

    /// <summary>At least so many requests in each phase.</summary>
    private const int Requests = 200;

    [Fact]
    public async Task PushConfigRestartAndScale_UnderLoad_FailNoRequest()
    {
        Bash.Require("node");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = 2 }], cancellationToken);
        await platform.ConvergesAsync(App);
        await using var load = new SteadyLoad(platform.UrlOf(App), echoes: true);
        await load.FlowsAsync();

        (await platform.PushAsync(App, source.WithScriptApp("two"))).Succeeded();
        var push = await EndAsync("push", "two colourless");
        Assert.True(push.Saw("one") && push.Saw("two"), "Not both releases answered.");
        await OnlyAsync("two colourless");

        // A request that is under way for longer than its dyno is wanted still gets its answer.
        var slow = platform.GetAsync(App, "/slow");
        await Eventually.HoldsAsync("The slow request", async _ => (await platform.LogAsync(App)).Any(static line => line.EndsWith("slow request began", StringComparison.Ordinal)));
        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "red" }, cancellationToken);
        await EndAsync("config set", "two red");
        Assert.StartsWith("two colourless", await slow, StringComparison.Ordinal);
        await OnlyAsync("two red");

        var before = await DynosAsync();
        await platform.Platform.Dynos.RestartAsync(App, null, cancellationToken);
        await EndAsync("restart", "two red");
        Assert.Empty((await DynosAsync()).Intersect(before));

        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = 4 }], cancellationToken);
        await EndAsync("scale up", "two red on web.4");
        await platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = 1 }], cancellationToken);
        await EndAsync("scale down", "two red on web.1");
        await OnlyAsync("two red on web.1");

        await platform.Platform.Releases.RollbackAsync(App, null, cancellationToken);
        await EndAsync("rollback", "two colourless");
        await OnlyAsync("two colourless");

        async Task<LoadReport> EndAsync(string phase, string answer)
        {
            await load.SeesAsync(answer);
            await platform.ConvergesAsync(App);
            await load.FlowsAsync(Requests);
            return load.NextPhase().WithoutFailures(phase);
        }

        async Task OnlyAsync(string answer)
        {
            // The first reading takes what was in flight.
            await load.FlowsAsync();
            load.NextPhase().WithoutFailures("in flight");
            await load.FlowsAsync();
            Assert.All(load.NextPhase().WithoutFailures("afterwards").Answers.Keys, seen => Assert.StartsWith(answer, seen, StringComparison.Ordinal));
        }

        async Task<List<Guid>> DynosAsync() => [.. (await platform.Platform.Dynos.ListAsync(App, cancellationToken)).Select(static dyno => dyno.Id)];
    }

    [Fact]
    public async Task ChangesInQuickSuccession_UnderLoad_FailNoRequest()
    {
        Bash.Require("node");
        const int changes = 30;
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var platform = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await platform.DeployAsync(App, source);
        await using var load = new SteadyLoad(platform.UrlOf(App), echoes: true);

        // Nothing waits for the change before it to be carried out; only a few requests lie between them.
        var random = new Random(20261123);
        var made = new List<string>();
        for (var i = 0; i < changes; i++)
        {
            var change = random.Next(4);
            made.Add(change switch { 0 => "restart", 1 => "restart web.1", 2 => "scale", _ => "config" });
            await (change switch
            {
                0 => platform.Platform.Dynos.RestartAsync(App, null, cancellationToken),
                1 => platform.Platform.Dynos.RestartAsync(App, "web.1", cancellationToken),
                2 => platform.Platform.Formations.UpdateAsync(App, [new FormationUpdate("web") { Quantity = random.Next(1, 4) }], cancellationToken),
                _ => (Task)platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = $"colour{i}" }, cancellationToken),
            });
            await load.FlowsAsync(i * random.Next(20));
        }

        await platform.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "last" }, cancellationToken);
        await load.SeesAsync("one last");
        await platform.ConvergesAsync(App);
        load.NextPhase().WithoutFailures($"{changes} changes ({string.Join(", ", made)})");
    }
}
