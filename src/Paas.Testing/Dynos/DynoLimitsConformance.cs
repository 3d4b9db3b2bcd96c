using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Paas.Testing;

/// <summary>What an <see cref="IDynoDriver"/> must do that holds dynos to their <see cref="DynoSize"/>.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract class DynoLimitsConformance : DynoDriverTestBase
{
    private const long MiB = 1024 * 1024;

    /// <summary>A fork bomb reaches the limit of its own dyno; others start and run meanwhile, and it can be ended.</summary>
    [Fact]
    public async Task MaxProcesses_ForkBomb_IsBounded()
    {
        var size = new DynoSize("tiny", 64 * MiB) { MaxProcesses = 40 };
        var spec = await SpecAsync("exec perl -e '$| = 1; my $n = 0; while (1) { my $p = fork; if (!defined $p) { print \"refused after $n\\n\"; sleep 300 } elsif ($p) { $n++ } else { sleep 300; exit } }'") with { Size = size };
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        var refused = await Events.WaitAsync<DynoOutput>(spec.Id, static output => output.Line.StartsWith("refused", StringComparison.Ordinal), Cancellation);

        Assert.InRange(int.Parse(refused.Line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), 20, 40);
        Assert.Equal(0, (await RunAsync(await SpecAsync("true") with { Size = size })).ExitCode);
        Assert.Equal(143, (await StopAsync(spec)).ExitCode);
    }

    /// <summary>Beyond what its size allows at most a dyno is killed, and it is told why (R15).</summary>
    [Fact]
    public async Task MaxMemory_Exceeded_Kills()
    {
        var spec = await SpecAsync("echo ready; exec perl -e 'my @a; while (1) { push @a, \"x\" x 1048576 }'") with { Size = new DynoSize("tiny", 32 * MiB) };

        var exited = await RunAsync(spec);

        Assert.Equal(137, exited.ExitCode);
        Assert.Equal(DynoFailure.MemoryExceeded, exited.Failure);
        Assert.Contains("64 MB", exited.Reason, StringComparison.Ordinal);
    }

    /// <summary>Within it nothing happens.</summary>
    [Fact]
    public async Task MaxMemory_NotExceeded_Runs()
    {
        var spec = await SpecAsync("exec perl -e 'my @a; push @a, \"x\" x 1048576 for 1 .. 20; print scalar @a, \"\\n\"'") with { Size = new DynoSize("tiny", 32 * MiB) };

        Assert.Equal(new DynoExited(spec.Id, 0), await RunAsync(spec));
        Assert.Equal(["20"], Events.LinesOf(spec.Id));
    }
}
