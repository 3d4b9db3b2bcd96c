using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Xunit;

namespace Paas.Testing;

/// <summary>What an <see cref="IDynoDriver"/> must do whose dynos outlive the host (<see cref="IDynoDriver.DynosOutliveHost"/>).</summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract class DynoAdoptionConformance : DynoDriverTestBase
{
    /// <summary>Ends the driver as the end of its host would and opens another one over the same dynos.</summary>
    /// <param name="driver">The driver under test.</param>
    /// <param name="meanwhile">To be awaited while no driver is there.</param>
    protected abstract ValueTask<IDynoDriver> OpenAgainAsync(IDynoDriver driver, Func<Task> meanwhile);

    /// <summary>The engine has to know.</summary>
    [Fact]
    public void Driver_OfDynosThatOutliveTheHost_SaysSo() => Assert.True(Driver.DynosOutliveHost);

    /// <summary>With nothing to re-adopt that is told at once, and once.</summary>
    [Fact]
    public async Task Open_Nothing_IsReplayed()
    {
        await RunAsync(await SpecAsync("true"));

        Assert.Single(Events.Of(Guid.Empty), new DynosReplayed());
    }

    /// <summary>A dyno runs on as the same process and is told with all that it was started with but its secrets.</summary>
    [Fact]
    public async Task Reopen_RunningDyno_IsAdopted()
    {
        var spec = await SpecAsync("echo ready; echo $$; trap 'echo $$ $SECRET; exit 4' TERM; while :; do sleep 0.05; done") with
        {
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("SECRET", "of mine"),
            Release = 7,
        };
        var before = TimeProvider.System.GetUtcNow();
        await StartReadyAsync(spec);
        await UntilAsync(() => Events.LinesOf(spec.Id).Count == 2);
        var pid = Events.LinesOf(spec.Id)[1];

        await ReopenAsync();

        var adopted = Assert.IsType<DynoAdopted>(StatesOf(spec.Id)[0]);
        Assert.Equivalent(spec with { Environment = adopted.Spec.Environment }, adopted.Spec, strict: true);
        Assert.Empty(adopted.Spec.Environment);
        Assert.InRange(adopted.StartedAt, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        Assert.False(adopted.Frozen);
        Assert.Equal(new DynoStarted(spec.Id, null, spec.Command), StatesOf(spec.Id)[1]);
        var exited = await StopAsync(spec);
        Assert.Equal(4, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
        // A shell tells that its child was terminated.
        Assert.Contains($"{pid} of mine", Events.LinesOf(spec.Id));
    }

    /// <summary>What listens is told to listen, at its address of before, and its port is nobody else's.</summary>
    [Fact]
    public async Task Reopen_ListeningDyno_KeepsItsPort()
    {
        var spec = await WebAsync(Listen("0.0.0.0", "$PORT"));
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        var started = await Events.WaitAsync<DynoStarted>(spec.Id, null, Cancellation);
        await Events.WaitAsync<DynoListening>(spec.Id, static listening => listening.OnPort, Cancellation);

        await ReopenAsync();

        Assert.Equal(started, StatesOf(spec.Id)[1]);
        Assert.True(Assert.IsType<DynoListening>(StatesOf(spec.Id)[2]).OnPort);
        using (var client = new System.Net.Sockets.TcpClient())
            await client.ConnectAsync(started.Address!, Cancellation);
        var other = spec with { Id = Guid.NewGuid(), Name = "web.2" };
        await Driver.StartAsync(other, Cancellation);
        Assert.NotEqual(started.Address, (await Events.WaitAsync<DynoStarted>(other.Id, null, Cancellation)).Address);
        await Events.WaitAsync<DynoListening>(other.Id, static listening => listening.OnPort, Cancellation);
        await StopAsync(other);
        Assert.Equal(143, (await StopAsync(spec)).ExitCode);
    }

    /// <summary>A dyno that does not listen yet is told when it does.</summary>
    [Fact]
    public async Task Reopen_StartingDyno_IsWatchedFurther()
    {
        var spec = await WebAsync($"echo ready; while [ ! -e go ]; do sleep 0.02; done; {Listen("0.0.0.0", "$PORT")}");
        await StartReadyAsync(spec);
        await ReopenAsync();
        Assert.Equal(2, StatesOf(spec.Id).Count);

        await RunAsync(Inside(spec, "touch go"));

        await Events.WaitAsync<DynoListening>(spec.Id, static listening => listening.OnPort, Cancellation);
        await StopAsync(spec);
    }

    /// <summary>The exit code of a dyno that ended while no host lived is the true one, and its last words come first.</summary>
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public async Task Reopen_DynoThatEnded_HasItsExitCode(string end, int exitCode)
    {
        using var files = new SharedDirectory();
        var spec = await SpecAsync($"echo ready; {files.WaitFor("go")}; seq 1 2000; touch {files.PathOf("ending")}; {end}") with { SlugDigest = null, Directory = files.Path };
        await StartReadyAsync(spec);

        await ReopenAsync(async () =>
        {
            files.Make("go");
            await UntilAsync(() => files.Has("ending"));
        });

        Assert.Equal(exitCode, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
        Assert.IsType<DynoAdopted>(StatesOf(spec.Id)[0]);
        Assert.Equal(Enumerable.Range(1, 2000).Select(static i => i.ToString(CultureInfo.InvariantCulture)), Events.LinesOf(spec.Id));
    }

    /// <summary>Without a host a dyno loses no output: it waits in its writes when there is too much of it.</summary>
    [Fact]
    public async Task Reopen_DynoThatWroteMuch_LostNothing()
    {
        using var files = new SharedDirectory();
        var spec = await SpecAsync($"echo ready; {files.WaitFor("go")}; exec seq 1 500000") with { SlugDigest = null, Directory = files.Path, LosslessOutput = true };
        await StartReadyAsync(spec);

        await ReopenAsync(() =>
        {
            files.Make("go");
            return Task.CompletedTask;
        });

        Assert.Equal(0, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
        Assert.Equal(Enumerable.Range(1, 500_000).Select(static i => i.ToString(CultureInfo.InvariantCulture)), Events.LinesOf(spec.Id));
        Assert.Equal(0, Dropped(spec.Id));
    }

    /// <summary>What was frozen is frozen still, and can be thawed.</summary>
    [Fact]
    public async Task Reopen_FrozenDyno_StaysFrozen()
    {
        var spec = await StartReadyAsync("echo ready; while :; do echo tick; sleep 0.02; done");
        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);

        await ReopenAsync();

        Assert.True((await Events.WaitAsync<DynoAdopted>(spec.Id, null, Cancellation)).Frozen);
        await RunAsync(await SpecAsync("sleep 0.1"));
        var frozen = Events.LinesOf(spec.Id).Count;
        await RunAsync(await SpecAsync("sleep 0.3"));
        Assert.Equal(frozen, Events.LinesOf(spec.Id).Count);
        await Driver.SendAsync(spec.Id, new DynoFreeze(false), Cancellation);
        await UntilAsync(() => Events.LinesOf(spec.Id).Count > frozen + 3);
        await ReopenAsync();
        Assert.False((await Events.WaitAsync<DynoAdopted>(spec.Id, null, Cancellation)).Frozen);
        await StopAsync(spec);
    }

    /// <summary>Builds, attached dynos and those inside of others end with their host and are told to have.</summary>
    [Fact]
    public async Task Reopen_BuildsAndAttached_AreEnded()
    {
        var worker = await StartReadyAsync("echo ready; sleep 300");
        var build = await StartReadyAsync(await SpecAsync("echo ready; sleep 300") with { Type = "build" });
        var inside = await StartReadyAsync(Inside(worker, "echo ready; sleep 300"));
        var attached = await SpecAsync("sleep 300") with { Type = "run", Attachment = new DynoAttachment(null) };
        await Driver.StartAsync(attached, Cancellation);
        await Events.WaitAsync<DynoStarted>(attached.Id, null, Cancellation);

        await ReopenAsync();

        Assert.IsType<DynoStarted>(Events.Of(worker.Id)[^1]);
        foreach (var ended in new[] { build, inside, attached })
            Assert.DoesNotContain(Events.Of(ended.Id), static dynoEvent => dynoEvent is DynoAdopted or DynoStarted);
        await StopAsync(worker);
    }

    /// <summary>Adopted dynos are dynos like others: stopped with a grace, signalled, run inside of, adopted again.</summary>
    [Fact]
    public async Task Reopen_Again_IsTheSameDyno()
    {
        var spec = await SpecAsync("trap '' TERM; trap 'echo usr1' USR1; echo ready; while :; do sleep 0.05; done");
        spec = spec with { Environment = spec.Environment.Add("GREETING", "hello") };
        await StartReadyAsync(spec);
        await ReopenAsync();
        await ReopenAsync();

        var inside = Inside(spec, "cat app.txt; echo $GREETING");
        Assert.Equal(0, (await RunAsync(inside)).ExitCode);
        Assert.Equal(["an app", "hello"], Events.LinesOf(inside.Id));
        await Driver.SendAsync(spec.Id, new DynoSignal(10), Cancellation);
        await Events.WaitForLineAsync(spec.Id, "usr1", Cancellation);
        await Driver.StopAsync(spec.Id, TimeSpan.FromMilliseconds(200), Cancellation);

        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);
        Assert.Equal(137, exited.ExitCode);
        Assert.Equal(DynoFailure.ExitTimeout, exited.Failure);
        await ReopenAsync();
        Assert.Empty(StatesOf(spec.Id));
    }

    /// <summary>Background processes are ended after their dyno, also when it was adopted.</summary>
    [Fact]
    public async Task Reopen_BackgroundProcesses_EndWithTheDyno()
    {
        var spec = await StartReadyAsync("setsid sleep 300 & (trap '' TERM; while :; do sleep 0.05; done) & trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done");

        await ReopenAsync();

        Assert.Equal(5, (await StopAsync(spec, TimeSpan.FromSeconds(1))).ExitCode);
    }

    /// <summary>Goes on with a driver that took over from the one under test.</summary>
    protected async Task ReopenAsync(Func<Task>? meanwhile = null)
    {
        await SwitchToAsync(await OpenAgainAsync(Driver, meanwhile ?? (static () => Task.CompletedTask)));
        await Events.WaitAsync<DynosReplayed>(Guid.Empty, null, Cancellation);
    }
}
