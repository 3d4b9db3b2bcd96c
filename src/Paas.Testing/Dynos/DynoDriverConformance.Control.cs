using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>Signals reach every process of the dyno.</summary>
    [Theory]
    [InlineData("HUP", 1)]
    [InlineData("INT", 2)]
    [InlineData("QUIT", 3)]
    [InlineData("USR1", 10)]
    [InlineData("USR2", 12)]
    [InlineData("TERM", 15)]
    public async Task Signal_ToDyno_ReachesAllProcesses(string name, int number)
    {
        const string Script = "exec perl -e '$| = 1; $SIG{NAME} = sub { print \"$who\\n\"; waitpid(-1, 0); exit 5 }; "
            + "$who = fork ? \"parent\" : \"child\"; print \"ready $who\\n\"; sleep 1 while 1'";
        var spec = await SpecAsync(Script.Replace("NAME", name, StringComparison.Ordinal));
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready parent", Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready child", Cancellation);

        await Driver.SendAsync(spec.Id, new DynoSignal(number), Cancellation);
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(5, exited.ExitCode);
        Assert.Equal(["child", "parent"], Events.LinesOf(spec.Id).Skip(2).Order(StringComparer.Ordinal));
    }

    /// <summary>There is nobody to be sent to, so nothing happens.</summary>
    [Fact]
    public async Task Send_UnknownId_IsNoError()
    {
        await Driver.SendAsync(Guid.NewGuid(), new DynoSignal(1), Cancellation);
        await Driver.SendAsync(Guid.NewGuid(), new DynoFreeze(true), Cancellation);
        await Driver.SendAsync(Guid.NewGuid(), new DynoInput(default), Cancellation);
    }

    /// <summary>A dyno without input says so.</summary>
    [Fact]
    public async Task Send_InputToUnattached_IsNotSupported()
    {
        var spec = await StartReadyAsync("echo ready; sleep 300");

        await Assert.ThrowsAsync<NotSupportedException>(async () => await SendAsync(spec, "input"));

        await StopAsync(spec);
    }

    /// <summary>A frozen dyno does nothing, all of it, and goes on where it was.</summary>
    [Fact]
    public async Task Freeze_Dyno_StandsStillUntilThawed()
    {
        const string Ticker = "while :; do echo tick; sleep 0.02; done";
        var spec = await StartReadyAsync($"({Ticker}) & echo ready; {Ticker}");
        await Events.WaitForLineAsync(spec.Id, "tick", Cancellation);

        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);
        // What it wrote before is read, then nothing comes any more, however long a machine takes for ten ticks.
        await RunAsync(await SpecAsync("sleep 0.1"));
        var frozen = Events.LinesOf(spec.Id).Count;
        await RunAsync(await SpecAsync("sleep 0.4"));
        Assert.Equal(frozen, Events.LinesOf(spec.Id).Count);

        await Driver.SendAsync(spec.Id, new DynoFreeze(false), Cancellation);
        await UntilAsync(() => Events.LinesOf(spec.Id).Count > frozen + 5);
        await StopAsync(spec);
    }

    /// <summary>The connections of a frozen dyno stay open, and are answered when it goes on.</summary>
    [Fact]
    public async Task Freeze_Listening_KeepsItsConnections()
    {
        var spec = await WebAsync(Listen(ReachableAddress, "$PORT"));
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitAsync<DynoListening>(spec.Id, static listening => listening.OnPort, Cancellation);
        var address = (await Events.WaitAsync<DynoStarted>(spec.Id, null, Cancellation)).Address!;

        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address, Cancellation);
        await Driver.SendAsync(spec.Id, new DynoFreeze(false), Cancellation);

        Assert.True(client.Connected);
        await StopAsync(spec);
    }

    /// <summary>A frozen dyno gets its SIGTERM, and can handle it.</summary>
    [Fact]
    public async Task Stop_Frozen_IsThawedFirst()
    {
        var spec = await StartReadyAsync("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);

        await Driver.StopAsync(spec.Id, Grace, Cancellation);
        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(7, exited.ExitCode);
        Assert.Equal(DynoFailure.None, exited.Failure);
        Assert.Contains("bye", Events.LinesOf(spec.Id));
    }

    /// <summary>Freezing twice and thawing what is not frozen change nothing.</summary>
    [Fact]
    public async Task Freeze_Again_ChangesNothing()
    {
        var spec = await StartReadyAsync("echo ready; sleep 0.1; echo on; sleep 300");
        await Driver.SendAsync(spec.Id, new DynoFreeze(false), Cancellation);
        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);
        await Driver.SendAsync(spec.Id, new DynoFreeze(true), Cancellation);
        await Driver.SendAsync(spec.Id, new DynoFreeze(false), Cancellation);

        await Events.WaitForLineAsync(spec.Id, "on", Cancellation);
        await StopAsync(spec);
    }
}
