using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paas.Builds;
using Paas.Crashes;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>The sample console host, run as the README says.</summary>
public sealed class ConsoleHostTests
{
    private const string App = "hello";

    [Fact]
    public async Task Once_TwiceThenKilled_DeploysOnceAndServesAgainEachTime()
    {
        Bash.Require("dotnet");
        Bash.Require("ps");
        using var data = new TestDirectory();

        using (var first = ConsoleHost.Start(data, "--once"))
        {
            Assert.True(await first.WaitAsync() == 0, first.Output);
            AssertInOrder(
                first.Output,
                "A platform runs.", "Created app hello", "remote: -----> Building on the Heroku-24 stack", "remote: -----> .NET app detected",
                "remote:        Released v3", "remote: Verifying deploy... done.", "=== Scaling to two web dynos", "web.1: up", "web.2: up",
                "Hello from .NET ", "=== The log of hello", "heroku[router]: at=info method=GET path=\"/\"", "status=200", "=== Stopping");
        }

        AssertNothingRuns(data);
        using (var second = ConsoleHost.Start(data, "--once"))
        {
            Assert.True(await second.WaitAsync() == 0, second.Output);
            AssertInOrder(second.Output, "it serves without a push", "web.2: up", "Hello from .NET ", "heroku[router]: at=info", "=== Stopping");
            Assert.DoesNotContain("remote:", second.Output, StringComparison.Ordinal);
        }

        AssertNothingRuns(data);

        // kill -9: its dynos run on, until the next host ends them.
        List<int> orphans;
        using (var killed = ConsoleHost.Start(data))
        {
            await killed.PrintsAsync("What to try next");
            killed.Kill();
            await killed.WaitAsync();
            orphans = Orphans(data);
        }

        Assert.Equal(2, orphans.Count);
        Assert.Equal(orphans, await LivingAsync(orphans));
        await using var next = await RealPlatform.StartAsync(data.PathOf("data"));
        Assert.StartsWith("Hello from .NET ", await next.GetAsync(App), StringComparison.Ordinal);
        await next.ConvergesAsync(App);
        Assert.Equal(2, (await next.Platform.Dynos.ListAsync(App, TestContext.Current.CancellationToken)).Count);
        Assert.Empty(await LivingAsync(orphans));
    }

    [Fact]
    public async Task Start_UnknownOption_PrintsTheUsageAndFails()
    {
        using var data = new TestDirectory();

        using var host = ConsoleHost.Start(data, "--twice");

        Assert.Equal(2, await host.WaitAsync());
        AssertInOrder(host.Output, "'--twice' is not understood.", "--once");
        Assert.False(data.Has("data"));
    }

    private static void AssertInOrder(string output, params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var found = output.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing, or comes too early, in:\n{output}");
            at = found + part.Length;
        }
    }

    private static void AssertNothingRuns(TestDirectory data) => Assert.Empty(DynoScan.Directories(data.PathOf("data/dynos")));

    /// <summary>The main processes of the dynos that a killed host left.</summary>
    private static List<int> Orphans(TestDirectory data)
    {
        var found = new List<int>();
        foreach (var file in Directory.EnumerateFiles(data.PathOf("data/dynos"), "process.json", SearchOption.AllDirectories))
        {
            using var record = JsonDocument.Parse(File.ReadAllText(file));
            found.Add(record.RootElement.EnumerateObject().Single(static property => property.Name.Equals("pid", StringComparison.OrdinalIgnoreCase)).Value.GetInt32());
        }

        found.Sort();
        return found;
    }

    /// <summary>Those that run. A zombie that nobody has reaped yet, as under a container's first process, has ended.</summary>
    private static async Task<List<int>> LivingAsync(List<int> pids)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "pid=,stat=", "-p", string.Join(',', pids)]) { RedirectStandardOutput = true })!;
        var lines = await ps.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await ps.WaitForExitAsync(TestContext.Current.CancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static fields => fields[1][0] != 'Z')
            .Select(static fields => int.Parse(fields[0], CultureInfo.InvariantCulture))
            .Order()];
    }
}
