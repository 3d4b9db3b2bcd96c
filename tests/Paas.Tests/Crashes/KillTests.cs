using System.Globalization;

namespace Paas.Crashes;

/// <summary>Everything real, and <c>kill -9</c> of the host in the midst of it.</summary>
public sealed class KillTests
{
    // One to three seconds each; PAAS_TEST_KILLS sets another number, PAAS_TEST_SEED repeats the random choices.
    private const int Kills = 50;

    private const int KillsWithAdoption = 20;

    [Fact]
    public Task Kill_AtRandomMomentsOfTraffic_KeepsWhatWasAcknowledgedAndConverges() => KillAsync(Kills, outlive: false);

    [Fact]
    public Task Kill_WithDynosThatOutliveTheHost_KeepsTheirProcessesToo() => KillAsync(KillsWithAdoption, outlive: true);

    private static async Task KillAsync(int kills, bool outlive)
    {
        kills = Number("PAAS_TEST_KILLS") ?? kills;
        var seed = Number("PAAS_TEST_SEED") ?? Environment.TickCount;
        await using var world = new KillWorld(seed, outlive, TestContext.Current.CancellationToken);
        try
        {
            await world.RunAsync(kills);
        }
        catch (Exception e)
        {
            Assert.Fail($"PAAS_TEST_SEED={seed} PAAS_TEST_KILLS={kills}\n{world.Story}\n{e}");
        }

        var summary = $"{kills} kills, {world.Summary}{(outlive ? $"; {world.Restarts}" : "")}";
        TestContext.Current.SendDiagnosticMessage(summary);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
    }

    /// <summary>Not a test of its own: the program that is killed.</summary>
    [Fact(Explicit = true)]
    public async Task HostUntilKilled()
    {
        var data = Environment.GetEnvironmentVariable(HostProcess.DataVariable);
        Assert.False(string.IsNullOrEmpty(data), $"{HostProcess.DataVariable} is not set: this is started by {nameof(KillTests)} only.");
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await ControlledHost.RunAsync(data, output, TestContext.Current.CancellationToken);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
