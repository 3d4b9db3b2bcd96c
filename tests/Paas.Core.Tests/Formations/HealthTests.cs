using Paas.Testing;

namespace Paas.Formations;

/// <summary>Health checks at work, with a command that the test answers.</summary>
public sealed class HealthTests
{
    private static readonly HealthCheck Check = new() { Command = "bin/healthy" };
    private int _status;

    [Fact]
    public async Task Boot_UpOnlyWhenTheCheckPasses()
    {
        await using var paas = await StartAsync(Check with { PassesUntilHealthy = 2 });
        var old = Ids(paas);
        _status = 1;

        await paas.DeployAsync("shop", "web: new");
        await paas.AdvanceAsync(TimeSpan.FromSeconds(20.1));
        Assert.Equal(old, Ids(paas));
        var dyno = (await paas.Platform.Dynos.ListAsync("shop")).Single(static dyno => dyno.State == DynoState.Starting);
        Assert.Equal("Its health check fails: 'bin/healthy' ended with status 1, saying: no database.", dyno.Reason);
        Assert.Contains(dyno.Reason!, await paas.LogAsync("shop"), StringComparison.Ordinal);

        _status = 0;
        await paas.AdvanceAsync(TimeSpan.FromSeconds(1.1));
        Assert.Equal(old, Ids(paas));
        await paas.AdvanceAsync(TimeSpan.FromSeconds(1.1));
        Assert.Equal([dyno.Id], Ids(paas));
    }

    [Fact]
    public async Task Boot_NeverHealthy_IsGivenUpAndTheOldOneServes()
    {
        await using var paas = await StartAsync(Check);
        var old = Ids(paas);
        _status = 1;

        await paas.DeployAsync("shop", "web: new");
        for (var second = 0; second < 60; second++)
            await paas.AdvanceAsync(TimeSpan.FromSeconds(1.1));

        Assert.Equal(old, Ids(paas));
        var log = await paas.LogAsync("shop");
        Assert.Contains("heroku[web.1]: Error R10 (Boot timeout) -> Process failed its health check for 60 seconds of launch", log, StringComparison.Ordinal);
        Assert.Contains("no database", (await paas.Platform.Releases.GetAsync("shop", 4)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_FailsTooOften_IsReplacedAndGetsNoRequestsWhileOthersPass()
    {
        await using var paas = await StartAsync(Check, web: 2);
        var sick = paas.Driver.Find("web.1").Spec.Id;
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Inside is not { } beside)
                dyno.Start(); // and does not listen yet
            else
                dyno.Exit(beside == sick ? 1 : 0);
        };

        await paas.AdvanceAsync(TimeSpan.FromSeconds(10.1));
        await paas.AdvanceAsync(TimeSpan.FromSeconds(10.1));
        Assert.Contains(sick, Ids(paas));
        await paas.AdvanceAsync(TimeSpan.FromSeconds(10.1));
        Assert.DoesNotContain(sick, Ids(paas));
        Assert.Contains(paas.Driver.Running, dyno => dyno.Spec.Id == sick && !dyno.StopRequested);

        paas.Driver.Find("web.1").Listen();
        await paas.SettleAsync();
        Assert.DoesNotContain(paas.Driver.Running, dyno => dyno.Spec.Id == sick);
        Assert.Equal(["web.1", "web.2"], paas.Router.Targets("shop.localhost"));
        var log = await paas.LogAsync("shop");
        Assert.Contains("heroku[web.1]: Its health check failed 3 times in a row: 'bin/healthy' ended with status 1. It is replaced.", log, StringComparison.Ordinal);
        Assert.Contains("heroku[web.1]: Restarting", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_AllFail_GoOnServing()
    {
        await using var paas = await StartAsync(Check with { FailuresUntilRestart = 1 });
        var old = Ids(paas);
        _status = 1;

        await paas.AdvanceAsync(TimeSpan.FromSeconds(11.1));
        await paas.AdvanceAsync(TimeSpan.FromSeconds(30.1));

        Assert.Equal(old, Ids(paas));
    }

    [Fact]
    public async Task Worker_FailsTooOften_IsRestarted()
    {
        await using var paas = await StartAsync(Check);
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("worker") { Quantity = 1, HealthCheck = Check with { FailuresUntilRestart = 2, Grace = TimeSpan.FromSeconds(5) } }]);
        await paas.SettleAsync();
        Assert.Equal(DynoState.Starting, (await paas.Platform.Dynos.ListAsync("shop")).Single(static dyno => dyno.Type == "worker").State);
        await paas.AdvanceAsync(TimeSpan.FromSeconds(5.1));
        var old = paas.Driver.Find("worker.1").Spec.Id;
        Assert.Equal(DynoState.Up, (await paas.Platform.Dynos.ListAsync("shop")).Single(dyno => dyno.Id == old).State);

        _status = 1;
        await paas.AdvanceAsync(TimeSpan.FromSeconds(10.1));
        await paas.AdvanceAsync(TimeSpan.FromSeconds(10.1));

        Assert.NotEqual(old, paas.Driver.Find("worker.1").Spec.Id);
    }

    [Fact]
    public async Task Check_SetKeptAndRemoved_IsStored()
    {
        await using var paas = await StartAsync(Check);
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = 2 }]);
        await paas.SettleAsync();
        await paas.CrashAsync();
        Assert.Equal(Check, (await paas.Platform.Formations.GetAsync("shop")).Single(static process => process.Type == "web").HealthCheck);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { RemoveHealthCheck = true }]);
        await paas.SettleAsync();
        _status = 1;
        var started = paas.Driver.Started;
        await paas.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(started, paas.Driver.Started);
        Assert.Null((await paas.Platform.Formations.GetAsync("shop")).Single(static process => process.Type == "web").HealthCheck);
    }

    public static TheoryData<string, HealthCheck, string> Illegal => new()
    {
        { "worker", new HealthCheck { Path = "/" }, "The health check of worker is made of $PORT, which only web has. Give a command." },
        { "web", new HealthCheck { Path = "health" }, "The health check of web has the path 'health'. It must start with a slash and hold no spaces." },
        { "web", new HealthCheck { Path = "/", Command = "true" }, "The health check of web has a path and a command. Give one of them." },
        { "web", new HealthCheck { Interval = TimeSpan.Zero }, "The health check of web has the interval 00:00:00. Give 0.1 s to 1 day." },
        { "web", new HealthCheck { FailuresUntilRestart = 0 }, "The health check of web counts to less than 1 or more than 1,000." },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task Check_Illegal_IsRefused(string type, HealthCheck check, string message)
    {
        await using var paas = await StartAsync(Check);

        var error = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate(type) { HealthCheck = check }]));

        Assert.Equal(message, error.Message);
    }

    private static List<Guid> Ids(TestPaas paas) => [.. paas.Router.Route("shop.localhost").Targets.Select(static target => target.DynoId)];

    private async Task<TestPaas> StartAsync(HealthCheck check, int web = 1)
    {
        var paas = await TestPaas.StartAsync();
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Inside is null)
            {
                FakeDynoDriver.Behave(dyno);
                return;
            }

            dyno.Start();
            if (_status != 0)
                dyno.Print("no database");
            dyno.Exit(_status);
        };
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve\nworker: work");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Quantity = web, HealthCheck = check }]);
        await paas.SettleAsync();
        return paas;
    }
}
