#pragma warning disable CA1416 // The driver is for Linux and macOS.
using System.Diagnostics;
using System.Globalization;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>Dynos of hosts in processes of their own, which are killed at any moment.</summary>
public sealed class OutlivingHostTests : IAsyncDisposable
{
    private const string RootVariable = "PAAS_TEST_OUTLIVING_HOST_ROOT";
    private const string Mark = "runs ";

    // A whole test program starts, on a machine that is busy with others.
    private static readonly TimeSpan HostBound = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _directory.Combine("dynos");

    public async ValueTask DisposeAsync()
    {
        // What a test that failed left running is ended by a host that re-adopts nothing.
        if (Directory.Exists(Root))
        {
            await using var driver = LocalProcessDriverTests.Create(
                new InMemorySlugStore(), new LocalProcessOptions { RootDirectory = Root, OrphanGrace = TimeSpan.FromMilliseconds(100) });
            await driver.WatchAsync(CancellationToken.None).FirstAsync(static dynoEvent => dynoEvent is DynosReplayed, CancellationToken.None);
        }

        _directory.Dispose();
    }

    /// <summary>
    /// The host starts dynos without end and is killed at a random moment, again and again: whatever it was at, the next host
    /// adopts every dyno that runs, as the same process, and no process is left that is nobody's.
    /// </summary>
    [Fact]
    public async Task Kill_AtAnyMoment_LeavesNothingThatIsNobodys()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Dynos outlive the host on Linux.");
        var random = new Random(1);
        var seen = new HashSet<Guid>();
        for (var round = 0; round < 5; round++)
        {
            foreach (var dyno in await RunAndKillAsync(TimeSpan.FromMilliseconds(random.Next(1, 400))))
                seen.Add(dyno);
            await using var driver = LocalProcessDriverTests.Create(new InMemorySlugStore(), Options(Root));
            await using var events = new DynoEventLog(driver);
            await events.WaitAsync<DynosReplayed>(Guid.Empty, null, Cancellation);
            var table = ProcessTable.OfThisMachine();
            var adopted = Directory.GetDirectories(Root).Select(path => Guid.Parse(Path.GetFileName(path))).ToHashSet();

            // All that were reported to run do, and all that run are in somebody's hands.
            Assert.All(seen, dyno => Assert.Contains(dyno, adopted));
            foreach (var dyno in adopted)
            {
                Assert.IsType<DynoAdopted>(events.Of(dyno)[0]);
                var record = ProcessRecord.Read(Path.Combine(Root, dyno.ToString()))!;
                // It may have ended behind its gate, see below.
                Assert.Equal(record.Start, (table.Find(record.Pid) ?? new ProcessEntry(0, 0, 0, 0, record.Start, Zombie: true)).Start);
                await driver.StopAsync(dyno, DynoEventLog.Bound, Cancellation);
            }

            foreach (var dyno in adopted)
            {
                var exited = await events.WaitForExitAsync(dyno, Cancellation);
                // 125: the host died between the record and the gate, and the app never ran.
                Assert.True(exited.ExitCode is 7 or 125 && exited.Failure == DynoFailure.None, $"{exited}");
                Assert.Empty(LocalProcessDriverTests.ProcessesOf(dyno));
            }

            seen.Clear();
            await UntilNothingOfItRunsAsync();
            Assert.Empty(Directory.GetDirectories(Root));
        }
    }

    /// <summary>What a dyno wrote while no host lived arrives whole after a kill.</summary>
    [Fact]
    public async Task Kill_WhileDynoWrites_LosesNoLineOfTheTimeBetween()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Dynos outlive the host on Linux.");
        var dyno = (await RunAndKillAsync(TimeSpan.FromMilliseconds(100)))[0];
        var record = ProcessRecord.Read(Path.Combine(Root, dyno.ToString()))!;
        // Each dyno prints a number every few milliseconds.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation);

        await using var driver = LocalProcessDriverTests.Create(new InMemorySlugStore(), Options(Root));
        await using var events = new DynoEventLog(driver);
        await events.WaitAsync<DynoOutput>(dyno, _ => events.LinesOf(dyno).Count > 20, Cancellation);

        var numbers = events.LinesOf(dyno).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
        Assert.Equal(record.Pid, ProcessRecord.Read(Path.Combine(Root, dyno.ToString()))!.Pid);
        foreach (var directory in Directory.GetDirectories(Root))
            await driver.StopAsync(Guid.Parse(Path.GetFileName(directory)), TimeSpan.Zero, Cancellation);
        await events.WaitForExitAsync(dyno, Cancellation);
        await UntilNothingOfItRunsAsync();
    }

    [Fact(Explicit = true)]
    public async Task Run_AsHost_UntilKilled()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var root = Environment.GetEnvironmentVariable(RootVariable) ?? throw new InvalidOperationException("The other tests of this class run this.");
        var driver = LocalProcessDriverTests.Create(new InMemorySlugStore(), Options(root));
        await using var events = new DynoEventLog(driver);
        for (var i = 0; i < 60; i++)
        {
            var spec = new DynoSpec
            {
                Id = Guid.NewGuid(),
                AppId = Guid.NewGuid(),
                Name = $"web.{i}",
                Type = "web",
                Command = "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done",
                Directory = Path.GetTempPath(),
            };
            await driver.StartAsync(spec, cancellation);
            if (i % 4 != 3)
                continue;
            // Four at a time, so that a kill finds some at every stage.
            await events.WaitForLineAsync(spec.Id, "1", cancellation);
            await Console.Out.WriteLineAsync($"{Mark}{spec.Id}");
            await Console.Out.FlushAsync(cancellation);
        }
    }

    /// <returns>Dynos that were told to run before the kill.</returns>
    private async Task<List<Guid>> RunAndKillAsync(TimeSpan after)
    {
        var program = Environment.ProcessPath!;
        List<string> arguments = ["-explicit", "only", "-method", $"{typeof(OutlivingHostTests).FullName}.{nameof(Run_AsHost_UntilKilled)}"];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments.Insert(0, typeof(OutlivingHostTests).Assembly.Location);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment[RootVariable] = Root;
        using var host = Process.Start(start)!;
        var running = new List<Guid>();
        var output = new List<string>();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(HostBound);
        Task? kill = null;
        try
        {
            while (await host.StandardOutput.ReadLineAsync(bound.Token) is { } line)
            {
                output.Add(line);
                if (!line.StartsWith(Mark, StringComparison.Ordinal))
                    continue;
                running.Add(Guid.Parse(line.AsSpan(Mark.Length)));
                kill ??= KillAsync(host, after);
            }

            await host.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            host.Kill();
            Assert.Fail($"The host was not killed in time; {running.Count} dynos ran. It said:\n{string.Join('\n', output)}");
        }

        Assert.True(running.Count > 0, string.Join('\n', output));
        return running;
    }

    private static async Task KillAsync(Process host, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        host.Kill();
    }

    /// <summary>Every process that belongs to a dyno, or to a supervisor, names the directory in its arguments or its dyno in its environment.</summary>
    private async Task UntilNothingOfItRunsAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(DynoEventLog.Bound);
        while (Running() is { Length: > 0 } left)
        {
            if (bound.IsCancellationRequested)
                Assert.Fail($"These still run: {left}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private string Running()
    {
        var left = new List<string>();
        foreach (var process in ProcessTable.OfThisMachine().Snapshot())
        {
            try
            {
                var command = File.ReadAllText($"/proc/{process.Pid}/cmdline");
                if (!process.Zombie && command.Contains(Root, StringComparison.Ordinal))
                    left.Add($"{process.Pid} {command.Replace('\0', ' ')}");
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return string.Join('\n', left);
    }

    private static LocalProcessOptions Options(string root) => new() { RootDirectory = root, OutliveHost = true };
}
