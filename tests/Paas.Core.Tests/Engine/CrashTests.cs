using CsCheck;
using Paas.Testing;

namespace Paas.Engine;

public sealed class CrashTests
{
    private static readonly Gen<(int Commits, bool Lost)> Death = Gen.Select(Gen.Int[1, 14], Gen.Bool);

    /// <summary>One change after the other; the process dies at a commit, which is kept or lost.</summary>
    [Fact]
    public Task Crash_AtAnyCommitOfAnyHistory_KeepsWhatWasAcknowledged() =>
        SampleAsync(Step.Any.Select(static step => new[] { step }).Array[8, 25], Gen.Select(Gen.Int[1, 20], Gen.Bool).Array[1], 60);

    /// <summary>The process dies again and again, often soon after it came back.</summary>
    [Fact]
    public Task Crash_ManyTimesInOneHistory_KeepsWhatWasAcknowledged() =>
        SampleAsync(Step.Any.Select(static step => new[] { step }).Array[20, 40], Death.Array[4, 12], 30);

    /// <summary>Several apps change at once: at a crash each of them has a change in flight.</summary>
    [Fact]
    public Task Crash_WhileSeveralAppsChange_KeepsWhatWasAcknowledged() =>
        SampleAsync(Step.Any.Array[3].Array[8, 20], Gen.Select(Gen.Int[4, 30], Gen.Bool).Array[1, 5], 40);

    private static async Task SampleAsync(Gen<Step[][]> histories, Gen<(int Commits, bool Lost)[]> deaths, int count)
    {
        var (crashes, lost) = (0, 0);
        await Gen.Select(histories, deaths).SampleAsync(
            async (history, plan) =>
            {
                await using var paas = await TestPaas.StartAsync();
                paas.Driver.OnStart = CrashWorld.Behave;
                var world = new CrashWorld(paas);
                await world.RunAsync(history, new Queue<(int Commits, bool Lost)>(plan));
                Interlocked.Add(ref crashes, world.Crashes);
                Interlocked.Add(ref lost, world.LostInFlight);
            },
            iter: count, threads: 1);

        // The histories are long enough to meet what they look for.
        Assert.InRange(crashes, 1, int.MaxValue);
        Assert.InRange(lost, 1, int.MaxValue);
    }
}
