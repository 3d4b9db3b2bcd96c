using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Paas.Apps;
using Paas.Testing;

namespace Paas.Engine;

/// <summary>One app among 1,000 goes wrong in every way we know of; the other 999 must not notice.</summary>
public sealed class PoisonTests(Crowd crowd) : IClassFixture<Crowd>, IAsyncLifetime
{
    private TestPaas Paas => crowd.Paas;

    public async ValueTask InitializeAsync() => await crowd.GatherAsync();

    /// <summary>A test that failed, or left something behind, takes its crowd with it and fails no other.</summary>
    public async ValueTask DisposeAsync()
    {
        var sound = false;
        try
        {
            if (TestContext.Current.TestState is { Result: TestResult.Passed })
            {
                await crowd.RemovePoisonedAsync();
                sound = true;
            }
        }
        finally
        {
            if (!sound)
                await crowd.DisposeAsync();
        }
    }

    [Fact]
    public async Task Push_BrokenProcfile_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();

        var build = await Paas.DeployAsync(Crowd.Poisoned, "web: serve\nthis is no Procfile");

        Assert.Contains("line 2", build.Reason, StringComparison.Ordinal);
        await crowd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Dynos_CrashLoop_HarmsNobody()
    {
        var behave = Paas.Driver.OnStart;
        var starts = 0;
        Paas.Driver.OnStart = dyno =>
        {
            behave(dyno);
            if (dyno.Spec.Environment["HEROKU_APP_NAME"] != Crowd.Poisoned)
                return;
            Interlocked.Increment(ref starts);
            dyno.Exit(1);
        };
        await crowd.AddPoisonedAsync("web: serve\nworker: work");
        await Paas.Platform.Formations.UpdateAsync(Crowd.Poisoned, [new FormationUpdate("web") { Quantity = 100 }, new FormationUpdate("worker") { Quantity = 100 }]);

        for (var i = 0; i < 3; i++)
            await Paas.AdvanceAsync(TimeSpan.FromMinutes(10));

        // Each of 200 dynos at once, again at once, then after 10 and after 20 minutes.
        Assert.InRange(starts, 600, 1_000);
        await crowd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Config_OneByteTooMuch_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();

        await Assert.ThrowsAsync<PaasException>(() => Paas.Platform.Config.UpdateAsync(Crowd.Poisoned, new Dictionary<string, string?> { ["A"] = new('x', 65_536) }));

        await crowd.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("app-001.localhost")]
    [InlineData("exa mple.com\r\nHost: app-001.localhost")]
    public async Task Domain_Illegal_HarmsNobody(string hostname)
    {
        await crowd.AddPoisonedAsync();

        await Assert.ThrowsAsync<PaasException>(() => Paas.Platform.Domains.AddAsync(Crowd.Poisoned, hostname));

        await crowd.AssertUnharmedAsync();
    }

    /// <summary>10 MB of output at once: the others' logs keep their lines, and the storm's own log is a ring.</summary>
    [Fact]
    public async Task Logs_Storm_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();
        var storm = Paas.Driver.Running.Single(static dyno => dyno.Spec.Environment["HEROKU_APP_NAME"] == Crowd.Poisoned);
        var line = new string('x', 100);

        var raging = Task.Run(() =>
        {
            for (var i = 0; i < 100_000; i++)
                storm.Print(line);
        });
        foreach (var dyno in Paas.Driver.Running.Where(static dyno => dyno.Spec.Environment["HEROKU_APP_NAME"] != Crowd.Poisoned))
            dyno.Print($"hello from {dyno.Spec.Environment["HEROKU_APP_NAME"]}");
        await raging;
        await Paas.SettleAsync();

        var heard = 0;
        foreach (var app in await Paas.Platform.Apps.ListAsync())
        {
            if (app.Name != Crowd.Poisoned && (await Paas.LogAsync(app.Name)).Contains($"hello from {app.Name}", StringComparison.Ordinal))
                heard++;
        }

        Assert.Equal(Crowd.Size, heard);
        Assert.InRange((await Paas.LogAsync(Crowd.Poisoned)).Split('\n').Length, 1, 1_500);
        await crowd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Driver_ThrowsAtItsStart_HarmsNobody()
    {
        var behave = Paas.Driver.OnStart;
        Paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Environment["HEROKU_APP_NAME"] == Crowd.Poisoned)
                throw new InvalidOperationException("The driver has a bug.");
            behave(dyno);
        };
        await crowd.AddPoisonedAsync();

        Assert.Contains("The driver has a bug.", Assert.Single(await Paas.Platform.Dynos.ListAsync(Crowd.Poisoned)).Reason, StringComparison.Ordinal);
        await crowd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Build_Hangs_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();
        var hang = new HangingBuild(Paas);
        Paas.Buildpack.OnBuild = hang.BuildAsync;
        var build = await Paas.Platform.Builds.CreateAsync(Crowd.Poisoned, new BuildSource(static (_, _) => ValueTask.CompletedTask));
        await hang.Started;
        Paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());

        await crowd.AssertUnharmedAsync();
        await CrashWorld.DeployAsync(Paas.Platform, "app-000", "web: serve", BuildStatus.Succeeded);
        await Paas.SettleAsync();
        crowd.NoteDynos();
        Assert.Equal(BuildStatus.Pending, (await Paas.Platform.Builds.GetAsync(Crowd.Poisoned, build.Id)).Status);
    }

    /// <summary>A commit that never returns blocks the mailbox of one app, and that one only.</summary>
    [Fact]
    public async Task Commit_NeverReturns_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();
        var id = (await Paas.Platform.Apps.GetAsync(Crowd.Poisoned)).Id;
        var gate = new OutsideWait<bool>(Activity);
        crowd.Store.OnCommit = async changes =>
        {
            if (changes.Any(change => change.Key.Contains($"{id}", StringComparison.Ordinal)))
                await gate.WaitAsync();
        };

        var stuck = Paas.Platform.Config.UpdateAsync(Crowd.Poisoned, new Dictionary<string, string?> { ["A"] = "1" });
        await crowd.AssertUnharmedAsync();

        Assert.False(stuck.IsCompleted);
        gate.Complete(true);
        crowd.Store.OnCommit = static _ => ValueTask.CompletedTask;
        Assert.NotNull(await stuck);
    }

    [Theory]
    [InlineData("{\"app\":42}")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Start_AppDocumentIsCorrupt_HarmsNobody(string json)
    {
        await crowd.AddPoisonedAsync();
        var key = Keys.App((await Paas.Platform.Apps.GetAsync(Crowd.Poisoned)).Id);
        var document = await crowd.Store.GetAsync(key, CancellationToken.None);
        Assert.NotNull(await crowd.Store.CommitAsync([new StateChange(key, Encoding.UTF8.GetBytes(json))], CancellationToken.None));

        await Paas.CrashAsync();

        crowd.NoteDynos();
        await Assert.ThrowsAsync<PaasException>(() => Paas.Platform.Apps.GetAsync(Crowd.Poisoned));
        await crowd.AssertUnharmedAsync();

        await crowd.Store.CommitAsync([new StateChange(key, document!.Json)], CancellationToken.None);
        await Paas.CrashAsync();
        Assert.Equal(["web.1"], Paas.Router.Targets($"{Crowd.Poisoned}.localhost"));
    }

    [Fact]
    public async Task Start_ConfigCannotBeUnsealed_HarmsNobody()
    {
        await crowd.AddPoisonedAsync();
        await Paas.Platform.Config.UpdateAsync(Crowd.Poisoned, new Dictionary<string, string?> { ["A"] = "1" });
        crowd.Secrets.Spoiled = (await Paas.Platform.Apps.GetAsync(Crowd.Poisoned)).Id;

        await Paas.CrashAsync();

        crowd.NoteDynos();
        await Assert.ThrowsAsync<PaasException>(() => Paas.Platform.Apps.GetAsync(Crowd.Poisoned));
        await crowd.AssertUnharmedAsync();

        crowd.Secrets.Spoiled = null;
        await Paas.CrashAsync();
    }

    private EngineActivity Activity => Paas.Services.GetRequiredService<EngineActivity>();
}
