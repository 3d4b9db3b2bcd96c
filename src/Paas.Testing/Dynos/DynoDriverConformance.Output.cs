using System.Globalization;
using System.Text;
using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>Standard output and standard error keep the order in which they were written.</summary>
    [Fact]
    public async Task Output_OfBothStreams_KeepsItsOrder()
    {
        var spec = await SpecAsync("for i in $(seq 1 100); do echo out $i; echo err $i >&2; done");

        await RunAsync(spec);

        Assert.Equal(
            Enumerable.Range(1, 100).SelectMany(i => new[] { $"out {i}", $"err {i}" }),
            Events.LinesOf(spec.Id));
    }

    /// <summary>A line of more than 10,000 bytes comes in pieces; a last line needs no line end.</summary>
    [Fact]
    public async Task Output_LongAndUnfinishedLines_ArriveInPieces()
    {
        var spec = await SpecAsync("printf '%025000d\\r\\n\\n' 7; printf 'no end'");

        await RunAsync(spec);

        var lines = Events.LinesOf(spec.Id);
        Assert.Equal([10_000, 10_000, 5_000, 0, 6], lines.Select(line => line.Length));
        Assert.EndsWith("07", lines[2], StringComparison.Ordinal);
        Assert.Equal("no end", lines[^1]);
    }

    /// <summary>Bytes that are no text are replaced, and no line grows over the limit by it.</summary>
    [Fact]
    public async Task Output_Binary_IsReplaced()
    {
        var spec = await SpecAsync("head -c 300000 /dev/urandom; printf '\\n\\377\\376\\nend\\n'") with { LosslessOutput = true };

        await RunAsync(spec);

        var lines = Events.LinesOf(spec.Id);
        Assert.Equal(["\uFFFD\uFFFD", "end"], lines.TakeLast(2));
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 10_000));
    }

    /// <summary>What is written right before the end arrives before the end.</summary>
    [Fact]
    public async Task Output_LosslessBurstAtExit_ArrivesWhole()
    {
        var spec = await SpecAsync("exec seq 1 10000") with { LosslessOutput = true };

        var exited = await RunAsync(spec);

        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture)), Events.LinesOf(spec.Id));
        Assert.Same(exited, Events.Of(spec.Id)[^1]);
    }

    /// <summary>Without the promise of losslessness every line arrives or is counted.</summary>
    [Fact]
    public async Task Output_BurstAtExit_ArrivesOrIsCounted()
    {
        var spec = await SpecAsync("exec seq 1 10000");

        await RunAsync(spec);

        Assert.Equal(10_000, Events.LinesOf(spec.Id).Count + Dropped(spec.Id));
    }

    /// <summary>A reader that does not read never blocks a dyno; what it missed is counted.</summary>
    [Fact]
    public async Task Output_NobodyReads_DropsAndCounts()
    {
        var directory = Directory.CreateTempSubdirectory("paas-conformance-").FullName;
        try
        {
            var spec = await SpecAsync("seq 1 300000; touch written") with { SlugDigest = null, Directory = directory };
            await Driver.StartAsync(spec, Cancellation);
            // The proof that the dyno was not blocked: it goes on while nobody reads.
            await UntilAsync(() => File.Exists(Path.Combine(directory, "written")));

            await Events.WaitForExitAsync(spec.Id, Cancellation);

            Assert.True(Dropped(spec.Id) > 0, "Nothing was dropped; the buffer has no bound, or the test writes too little.");
            Assert.Equal(300_000, Events.LinesOf(spec.Id).Count + Dropped(spec.Id));
            Assert.Equal("1", Events.LinesOf(spec.Id)[0]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>With losslessness a dyno waits for the reader, and every line arrives.</summary>
    [Fact]
    public async Task Output_LosslessAndLate_ArrivesWhole()
    {
        var spec = await SpecAsync("exec seq 1 300000") with { LosslessOutput = true };
        await Driver.StartAsync(spec, Cancellation);

        await Events.WaitForExitAsync(spec.Id, Cancellation);

        Assert.Equal(0, Dropped(spec.Id));
        Assert.Equal(Enumerable.Range(1, 300_000).Select(i => i.ToString(CultureInfo.InvariantCulture)), Events.LinesOf(spec.Id));
    }

    /// <summary>A dyno that writes much keeps its pace: 20 MB of lines within the time of an ordinary wait, none of them lost or out of order.</summary>
    [Fact]
    public async Task Output_TwentyMegabytes_ArrivesWhole()
    {
        var spec = await SpecAsync("exec perl -e 'printf \"%07d%s\\n\", $_, \"x\" x 92 for 1 .. 200000'") with { LosslessOutput = true };

        Assert.Equal(0, (await RunAsync(spec)).ExitCode);

        var lines = Events.LinesOf(spec.Id);
        Assert.Equal(200_000, lines.Count);
        for (var i = 0; i < lines.Count; i++)
            Assert.Equal(i + 1, int.Parse(lines[i].AsSpan(0, 7), CultureInfo.InvariantCulture));
    }

    /// <summary>Lines arrive while the dyno runs.</summary>
    [Fact]
    public async Task Output_OfRunningDyno_ArrivesAtOnce()
    {
        var exited = await StopWhenReadyAsync(await SpecAsync("echo ready; sleep 300"), Grace);

        Assert.Equal(143, exited.ExitCode);
    }
}
