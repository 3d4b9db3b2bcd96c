using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>Memory, processor time and processes of a dyno are told while it runs, all of its processes together.</summary>
    [Fact]
    public async Task Usage_OfDyno_CountsAllItsProcesses()
    {
        // 30 MB in each of two processes, of which one computes.
        const string Program = "exec perl -e '$| = 1; my $m = \"x\" x 31457280; my $p = fork; $m .= \"y\"; print \"ready\\n\"; if ($p) { sleep 300 } else { 1 while 1 }'";
        var spec = await StartReadyAsync(Program);

        var usage = await Events.WaitAsync<DynoUsage>(spec.Id, static usage => usage.CpuTime > TimeSpan.FromSeconds(0.3), Cancellation);
        var later = await Events.WaitAsync<DynoUsage>(spec.Id, next => next.CpuTime > usage.CpuTime, Cancellation);

        Assert.InRange(usage.MemoryRss + usage.MemorySwap, 55_000_000, 150_000_000);
        Assert.InRange(usage.MemoryTotal, usage.MemoryRss, long.MaxValue);
        Assert.InRange(usage.Processes, 2, 6);
        Assert.InRange(Events.Of(spec.Id).OfType<DynoUsage>().Max(static one => one.Runnable), 1, 6);
        Assert.InRange(later.CpuTime - usage.CpuTime, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        await StopAsync(spec);
        Assert.IsType<DynoExited>(Events.Of(spec.Id)[^1]);
    }

    /// <summary>A dyno that does nothing is told to use nothing but its memory.</summary>
    [Fact]
    public async Task Usage_OfIdleDyno_IsSmall()
    {
        var spec = await StartReadyAsync("echo ready; exec sleep 300");

        var usage = await Events.WaitAsync<DynoUsage>(spec.Id, null, Cancellation);

        Assert.InRange(usage.MemoryRss, 1, 20_000_000);
        Assert.InRange(usage.CpuTime, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(0, usage.Runnable);
        await StopAsync(spec);
    }
}
