using Paas.Testing;

namespace Paas.Schedules;

public sealed class ScheduleTests
{
    [Fact]
    public async Task Tick_Comes_RunsTheCommandAsHerokuSchedulerDoes()
    {
        await using var paas = await DeployedAsync();
        var schedule = await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = ScheduleTimes.EveryTenMinutes, Command = "task --all", Size = "Standard-2X" });
        Assert.Equal(paas.Time.GetUtcNow() + TimeSpan.FromMinutes(10), schedule.NextRunAt);
        DynoSpec? spec = null;
        paas.Driver.OnStart = dyno =>
        {
            spec = dyno.Spec;
            dyno.Start();
            dyno.Exit(0);
        };

        await paas.AdvanceAsync(TimeSpan.FromMinutes(9.9));
        Assert.Null(spec);
        await TickAsync(paas, TimeSpan.FromMinutes(0.1));

        Assert.Equal(("scheduler", "rake --all", "standard-2x"), (spec!.Type, spec.Command, spec.Size.Name));
        Assert.Matches("^scheduler\\.[1-9][0-9]{0,3}$", spec.Name);
        Assert.Contains("app[api]: Starting process with command `task --all` by user scheduler@addons.heroku.com", await paas.LogAsync("shop"), StringComparison.Ordinal);
        Assert.Contains($"heroku[{spec.Name}]: State changed from up to complete", await paas.LogAsync("shop"), StringComparison.Ordinal);
        var listed = Assert.Single(await paas.Platform.Schedules.ListAsync("shop"));
        Assert.Equal((Start + TimeSpan.FromMinutes(10), Start + TimeSpan.FromMinutes(20)), (listed.LastRunAt, listed.NextRunAt));
    }

    [Fact]
    public async Task Change_OfASchedule_CountsFromThenOn()
    {
        await using var paas = await DeployedAsync();
        var runs = Count(paas);
        var schedule = await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = "* * * * *", Command = "task" });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.Equal(1, runs());

        // The same minute by other fields is over.
        await paas.Platform.Schedules.UpdateAsync("shop", schedule.Id, new ScheduleUpdate { Cron = "1 0 * * *" });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.Equal(1, runs());

        await paas.Platform.Schedules.UpdateAsync("shop", schedule.Id, new ScheduleUpdate { Cron = "* * * * *", Enabled = false });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.Equal(1, runs());
        await paas.Platform.Schedules.UpdateAsync("shop", schedule.Id, new ScheduleUpdate { Enabled = true });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.Equal(2, runs());

        await paas.Platform.Schedules.RemoveAsync("shop", schedule.Id);
        await TickAsync(paas, TimeSpan.FromMinutes(5));
        Assert.Equal(2, runs());
        Assert.Equal(PaasErrors.NotFound, (await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Schedules.RemoveAsync("shop", schedule.Id))).Id);
    }

    [Fact]
    public async Task Tick_WhileTheRunBeforeGoesOn_EndsThatFirst()
    {
        await using var paas = await DeployedAsync();
        paas.Driver.OnStart = static dyno => dyno.Start();
        paas.Driver.OnStop = static (_, _) => { };
        await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = "* * * * *", Command = "task" });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        var first = Assert.Single(Scheduled(paas));

        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.True(first.StopRequested);
        Assert.Same(first, Assert.Single(Scheduled(paas)));
        first.Exit(143);
        await paas.SettleAsync();

        Assert.NotSame(first, Assert.Single(Scheduled(paas)));
        Assert.Contains($"heroku[{first.Spec.Name}]: Stopping all processes with SIGTERM", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    /// <summary>Right after a time the host dies; the next one does not start that time again, but the next.</summary>
    [Fact]
    public async Task Host_DiesAfterATime_StartsOnlyTheNextOne()
    {
        await using var paas = await DeployedAsync();
        var runs = Count(paas);
        await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = "* * * * *", Command = "task" });
        await TickAsync(paas, TimeSpan.FromMinutes(1));
        Assert.Equal(1, runs());

        await paas.CrashAsync();
        await TickAsync(paas, TimeSpan.FromSeconds(58));
        Assert.Equal(1, runs());
        await TickAsync(paas, TimeSpan.FromSeconds(2));
        Assert.Equal(2, runs());
    }

    [Fact]
    public async Task Host_DownForHours_MakesUpForTheNewestTimeOnly()
    {
        await using var paas = await DeployedAsync();
        await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = "0 * * * *", Command = "task" });
        await paas.StopAsync();
        paas.Time.Advance(TimeSpan.FromMinutes((5 * 60) + 59));
        var runs = Count(paas);
        await paas.CrashAsync();
        await TickAsync(paas, TimeSpan.Zero);

        Assert.Equal(1, runs());
        Assert.Equal(Start + TimeSpan.FromHours(5), Assert.Single(await paas.Platform.Schedules.ListAsync("shop")).LastRunAt);
    }

    [Fact]
    public async Task Host_DownForLongerThanAnHour_LeavesTheTime()
    {
        await using var paas = await DeployedAsync();
        await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = ScheduleTimes.Daily(new TimeOnly(3, 0)), Command = "task" });
        await paas.StopAsync();
        paas.Time.Advance(TimeSpan.FromHours(4.1));
        await paas.CrashAsync();
        await TickAsync(paas, TimeSpan.Zero);

        var listed = Assert.Single(await paas.Platform.Schedules.ListAsync("shop"));
        Assert.Equal((null, Start + TimeSpan.FromHours(27)), (listed.LastRunAt, listed.NextRunAt));
    }

    [Fact]
    public async Task Tick_BeforeTheFirstDeploy_SaysWhyNothingRan()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = ScheduleTimes.Hourly(30), Command = "task" });

        await TickAsync(paas, TimeSpan.FromMinutes(30));

        Assert.Contains("heroku[scheduler]: `task` was not started at 2026-01-01T00:30Z: Nothing was deployed yet.", await paas.LogAsync("shop"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* * * *", "task", "five cron fields")]
    [InlineData("61 * * * *", "task", "five cron fields")]
    [InlineData("0 0 30 2 *", "task", "never comes")]
    [InlineData("* * * * *", " ", "command is empty")]
    [InlineData("* * * * *", null, "needs a time")]
    public async Task Add_Illegal_SaysWhatIsWrong(string cron, string? command, string message)
    {
        await using var paas = await DeployedAsync();

        var refusal = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Schedules.AddAsync("shop", new ScheduleUpdate { Cron = cron, Command = command }));

        Assert.Equal(PaasErrors.InvalidParams, refusal.Id);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await paas.Platform.Schedules.ListAsync("shop"));
    }

    internal static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Moves the clock, and the millisecond by which the timer is late.</summary>
    private static async Task TickAsync(TestPaas paas, TimeSpan time)
    {
        await paas.AdvanceAsync(time);
        await paas.AdvanceAsync(TimeSpan.FromMilliseconds(1));
    }

    private static Func<int> Count(TestPaas paas)
    {
        var runs = 0;
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type == "scheduler")
                Interlocked.Increment(ref runs);
            dyno.Start();
            if (dyno.Spec.Type == "scheduler")
                dyno.Exit(0);
        };
        return () => runs;
    }

    private static IEnumerable<FakeDyno> Scheduled(TestPaas paas) => paas.Driver.Running.Where(static dyno => dyno.Spec.Type == "scheduler");

    private static async Task<TestPaas> DeployedAsync()
    {
        var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.DeployAsync("shop", "web: serve\ntask: rake");
        return paas;
    }
}
