using Paas.Testing;

namespace Paas.Dynos;

public sealed class OneOffTests
{
    [Fact]
    public async Task Run_MoreThanTheLimit_IsRefusedAndSaysWhatToDo()
    {
        await using var paas = await DeployedAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        var runs = new List<OneOffDyno>();
        for (var i = 0; i < 50; i++)
            runs.Add(await paas.Platform.Dynos.RunAsync("shop", new RunRequest("sleep 1d")));

        var refusal = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.RunAsync("shop", new RunRequest("sleep 1d")));
        Assert.Equal((PaasErrors.RateLimit, "App shop runs 50 one-off dynos, and may run 50. Stop one or wait until one has ended."), (refusal.Id, refusal.Message));
        Assert.Equal(50, runs.Select(static run => run.Dyno.Name).Distinct().Count());
        Assert.All(runs, static run => Assert.Matches("^run\\.[1-9][0-9]{0,3}$", run.Dyno.Name));
        await paas.SettleAsync();

        paas.Driver.Find(runs[7].Dyno.Name).Exit(0);
        await paas.SettleAsync();
        await paas.Platform.Dynos.RunAsync("shop", new RunRequest("sleep 1d"));
    }

    [Fact]
    public async Task Run_Inside_RunsBesideTheProcessesOfThatDyno()
    {
        await using var paas = await DeployedAsync("web: serve");
        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "standard-2x", Quantity = 2 }]);
        await paas.SettleAsync();
        var web = paas.Driver.Find("web.2");
        DynoSpec? spec = null;
        paas.Driver.OnStart = dyno =>
        {
            spec = dyno.Spec;
            FakeDynoDriver.Behave(dyno);
        };

        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("ps") { Inside = "web.2" });

        Assert.Equal(0, await run.ExitCode);
        Assert.Equal((web.Spec.Id, null, "standard-2x"), (spec!.Inside, spec.SlugDigest, spec.Size.Name));
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Dynos.RunAsync("shop", new RunRequest("ps") { Inside = "web.3" }))).Id);
    }

    [Fact]
    public async Task Run_LongerThanItsTime_GetsSigterm()
    {
        await using var paas = await DeployedAsync("web: serve");
        paas.Driver.OnStart = static dyno => dyno.Start();
        var run = await paas.Platform.Dynos.RunAsync("shop", new RunRequest("sleep 1d") { TimeToLive = TimeSpan.FromMinutes(5) });
        await paas.SettleAsync();

        await paas.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(143, await run.ExitCode);
        var log = await paas.LogAsync("shop");
        Assert.Contains($"heroku[{run.Dyno.Name}]: Stopping all processes with SIGTERM", log, StringComparison.Ordinal);
        Assert.Contains($"heroku[{run.Dyno.Name}]: Process exited with status 143", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnEcoApp_IsEcoToo()
    {
        await using var paas = await DeployedAsync("web: serve");
        Assert.Equal("standard-1x", (await paas.Platform.Dynos.RunAsync("shop", new RunRequest("ls"))).Dyno.Size);

        await paas.Platform.Formations.UpdateAsync("shop", [new FormationUpdate("web") { Size = "eco" }]);
        Assert.Equal("eco", (await paas.Platform.Dynos.RunAsync("shop", new RunRequest("ls"))).Dyno.Size);
        Assert.Equal("standard-2x", (await paas.Platform.Dynos.RunAsync("shop", new RunRequest("ls") { Size = "Standard-2X" })).Dyno.Size);
    }

    private static async Task<TestPaas> DeployedAsync(string procfile)
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", procfile);
        return paas;
    }
}
