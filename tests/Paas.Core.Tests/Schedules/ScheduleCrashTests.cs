using System.Collections.Concurrent;
using CsCheck;
using Paas.Apps;
using Paas.Engine;
using Paas.Testing;

namespace Paas.Schedules;

/// <summary>No time starts two dynos, whatever dies when and wherever the clock jumps.</summary>
public sealed class ScheduleCrashTests
{
    private static readonly int[] _jumps = [0, 0, 0, 30, 90, 3_600, 20_000];

    private static readonly Gen<(int Commits, bool Lost, int Jump)> Life =
        Gen.Select(Gen.Int[1, 6], Gen.Bool, Gen.Int[0, 6].Select(static i => _jumps[i]));

    [Fact]
    public async Task Crash_AtAnyCommit_RunsNoTimeTwice()
    {
        var (runs, deaths) = (0, 0);
        await Life.Array[2, 6].SampleAsync(
            async lives =>
            {
                var (ran, died) = await LiveAsync(lives);
                Interlocked.Add(ref runs, ran);
                Interlocked.Add(ref deaths, died);
            },
            iter: 40, threads: 1);

        Assert.InRange(runs, 20, int.MaxValue);
        Assert.InRange(deaths, 10, int.MaxValue);
    }

    private static async Task<(int Runs, int Deaths)> LiveAsync((int Commits, bool Lost, int Jump)[] lives)
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve");
        var app = await paas.Platform.Apps.GetAsync("shop");
        foreach (var cron in (string[])["* * * * *", "*/2 * * * *", "30 * * * *"])
            await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = cron, Command = cron });

        var ran = new ConcurrentBag<(string Cron, DateTimeOffset Time)>();
        paas.Driver.OnStart = dyno =>
        {
            dyno.Start();
            if (dyno.Spec.Type != "scheduler")
                return;

            // What is stored at this moment names the time that the dyno is for.
            var stored = paas.State.ListAsync(Keys.App(app.Id), CancellationToken.None).AsTask();
            if (stored.IsCompletedSuccessfully)
            {
                var document = stored.Result.Where(static document => document.Key.Contains("/schedule/", StringComparison.Ordinal))
                    .Select(static document => EngineJson.Read(document, EngineJson.Default.ScheduleDocument)).Single(schedule => schedule.LastDynoId == dyno.Spec.Id);
                ran.Add((document.Cron, document.LastRunAt!.Value));
            }

            dyno.Exit(0);
        };

        var deaths = 0;
        foreach (var (commits, lost, jump) in lives)
        {
            (paas.State.DiesAfterCommits, paas.State.LosesLastCommit) = (commits, lost);
            for (var second = 0; second < 240 && !paas.State.IsDead; second += 20)
            {
                paas.Time.Advance(TimeSpan.FromSeconds(20));
                await Task.WhenAny(paas.SettleAsync(), paas.State.Died);
            }

            deaths += paas.State.IsDead ? 1 : 0;
            paas.Time.Advance(TimeSpan.FromSeconds(jump));
            await paas.CrashAsync();
        }

        await paas.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(ran.Count, ran.Distinct().Count());
        Assert.All(ran, run => Assert.Equal(0, run.Time.Second));
        return (ran.Count, deaths);
    }
}
