using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>A command inside of a dyno has that one's files and environment, and its own beside.</summary>
    [Fact]
    public async Task Inside_RunningDyno_HasItsFilesAndEnvironment()
    {
        var spec = await SpecAsync("echo made > made.txt; echo ready; sleep 300") with { NeedsPort = true };
        spec = spec with { Environment = spec.Environment.Add("GREETING", "hello 'world'") };
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);
        var inside = Inside(spec, "cat made.txt app.txt; echo $GREETING; echo $EXTRA; echo $DYNO; [ -n \"$PORT\" ] && pwd; echo $HOME; exit 9");
        inside = inside with { Environment = inside.Environment.Add("EXTRA", "more") };

        var exited = await RunAsync(inside);

        var lines = Events.LinesOf(inside.Id);
        Assert.Equal(["made", "an app", "hello 'world'", "more", "worker.1"], lines.Take(5));
        Assert.Equal(lines[5], lines[6]);
        Assert.Equal(9, exited.ExitCode);
        Assert.DoesNotContain(Events.Of(spec.Id), static dynoEvent => dynoEvent is DynoExited);
        await StopAsync(spec);
    }

    /// <summary>The end of the other dyno ends it, before that one's end is told.</summary>
    [Fact]
    public async Task Inside_OtherEnds_EndsToo()
    {
        var spec = await StartReadyAsync("echo ready; sleep 300");
        var inside = Inside(spec, "trap '' TERM; echo inside; while :; do sleep 0.05; done");
        await Driver.StartAsync(inside, Cancellation);
        await Events.WaitForLineAsync(inside.Id, "inside", Cancellation);

        await Driver.StopAsync(spec.Id, Grace, Cancellation);

        Assert.Equal(143, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
        Assert.Equal(137, Events.Of(inside.Id).OfType<DynoExited>().Single().ExitCode);
    }

    /// <summary>It can be stopped by itself.</summary>
    [Fact]
    public async Task Inside_Stopped_LeavesTheOther()
    {
        var spec = await StartReadyAsync("trap 'echo wrong' TERM; echo ready; while :; do sleep 0.05; done");
        var inside = Inside(spec, "echo inside; exec sleep 300");
        await Driver.StartAsync(inside, Cancellation);
        await Events.WaitForLineAsync(inside.Id, "inside", Cancellation);

        await Driver.StopAsync(inside.Id, Grace, Cancellation);

        Assert.Equal(143, (await Events.WaitForExitAsync(inside.Id, Cancellation)).ExitCode);
        await RunAsync(Inside(spec, "true"));
        Assert.DoesNotContain("wrong", Events.LinesOf(spec.Id));
        await Driver.StopAsync(spec.Id, TimeSpan.Zero, Cancellation);
        await Events.WaitForExitAsync(spec.Id, Cancellation);
    }

    /// <summary>It may have a terminal.</summary>
    [Fact]
    public async Task Inside_WithTerminal_IsAttached()
    {
        var spec = await StartReadyAsync("echo ready; sleep 300");
        var inside = Inside(spec, "stty size; read -r line; echo \"got $line\"") with { Attachment = new DynoAttachment(Screen) };
        await StartAttachedAsync(inside);

        await SendAsync(inside, "x\n");
        await Events.WaitForExitAsync(inside.Id, Cancellation);

        Assert.Contains("30 100\r\n", DataOf(inside), StringComparison.Ordinal);
        Assert.Contains("got x\r\n", DataOf(inside), StringComparison.Ordinal);
        await StopAsync(spec);
    }

    /// <summary>Inside of a dyno that does not run there is nothing to run in.</summary>
    [Fact]
    public async Task Inside_UnknownDyno_CannotStart()
    {
        var spec = await SpecAsync("true");
        await RunAsync(spec);

        var exited = await RunAsync(Inside(spec, "true"));

        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.Null(exited.ExitCode);
        Assert.Contains($"{spec.Id}", exited.Reason, StringComparison.Ordinal);
    }
}
