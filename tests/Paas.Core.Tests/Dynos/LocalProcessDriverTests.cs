#pragma warning disable CA1416 // The driver is for Linux and macOS.
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

public sealed class LocalProcessDriverTests : DynoDriverConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

    protected override bool ReportsEndpoints => OperatingSystem.IsLinux();

    protected override bool HasMounts => MountTools.OfThisMachine() is not null;

    private string Root => _directory.Combine("dynos0");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) =>
        new(Create(slugs, new LocalProcessOptions { RootDirectory = _directory.Combine($"dynos{_drivers++}"), FirstPort = 30_000, LastPort = 30_999, UsageInterval = TimeSpan.FromMilliseconds(200) })); // other test programs use others

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files)
    {
        using var source = new TemporaryDirectory();
        foreach (var (name, content) in files)
            source.Write(name, content);
        var (digest, _) = await SlugArchive.StoreAsync(source.Path, slugs, SlugArchive.DefaultMaximum, Cancellation);
        return digest;
    }

    [Fact]
    public async Task Environment_OfDyno_IsExactlyThis()
    {
        var spec = await SpecAsync("env") with
        {
            NeedsPort = true,
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", "1").Add("PAAS_DYNO_ID", "mine"),
        };

        await RunAsync(spec);

        string[] shell = ["PWD", "SHLVL", "_"];
        var names = Events.LinesOf(spec.Id).Select(line => line.Split('=')[0]).Except(shell).Order(StringComparer.Ordinal);
        Assert.Equal(["A", "DYNO", "HOME", "LANG", "PAAS_DYNO_ID", "PAAS_MEMORY_MB", "PATH", "PORT"], names);
        Assert.Contains("LANG=C.UTF-8", Events.LinesOf(spec.Id));
        Assert.Contains($"PAAS_DYNO_ID={spec.Id}", Events.LinesOf(spec.Id));
        Assert.Contains("PAAS_MEMORY_MB=512", Events.LinesOf(spec.Id));
        Assert.Contains($"HOME={Root}/{spec.Id}/app", Events.LinesOf(spec.Id));
    }

    [Theory]
    [InlineData("A=B", "x")]
    [InlineData("", "x")]
    [InlineData("A", "secret\0")]
    public async Task Environment_Impossible_CannotStart(string name, string value)
    {
        var spec = await SpecAsync("true") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add(name, value) };

        var exited = await RunAsync(spec);

        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.DoesNotContain("secret", exited.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EnvironmentTooLargeForTheSystem_CannotStart()
    {
        var spec = await SpecAsync("true") with
        {
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("HUGE", new string('x', 3_000_000)),
        };

        var exited = await RunAsync(spec);

        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.Contains("could not be started", exited.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Root));
    }

    [Fact]
    public async Task Start_DescriptorsOfTheHost_AreNotInherited()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        // Two in a row: the first one's pipes and gate are open in the host while the second starts.
        var first = await SpecAsync("echo ready; sleep 300");
        var second = first with { Id = Guid.NewGuid(), Command = "ls /proc/$$/fd; cat /proc/self/stat | cut -d' ' -f6; echo $$" };
        _ = Events;
        await Driver.StartAsync(first, Cancellation);
        await Events.WaitForLineAsync(first.Id, "ready", Cancellation);

        await RunAsync(second);

        var lines = Events.LinesOf(second.Id);
        Assert.Equal(["0", "1", "2"], lines.SkipLast(2));
        Assert.Equal(lines[^1], lines[^2]);
    }

    [Theory]
    [InlineData("sleep 300 &")]
    [InlineData("setsid sleep 300 &")]
    [InlineData("(setsid bash -c 'sleep 300; true' &) &")]
    public async Task Exit_WithBackgroundProcess_LeavesNoProcess(string background)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        var spec = await SpecAsync($"{background} sleep 0.2; echo done");

        await RunAsync(spec);

        Assert.Empty(ProcessesOf(spec.Id));
    }

    [Fact]
    public async Task Exit_ReadOnlyFilesInHome_AreRemoved()
    {
        var spec = await SpecAsync("mkdir -p a/b; touch a/b/c; touch $'bad\\377name'; chmod 500 a/b a");

        await RunAsync(spec);

        Assert.Empty(Directory.GetDirectories(Root));
    }

    [Fact]
    public async Task Port_OnlyOnIPv6Loopback_IsNotOnPortButTold()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/proc/net/if_inet6") && File.ReadAllText("/proc/net/if_inet6").Length > 0, "IPv6");
        var spec = await SpecAsync(
            "exec perl -MSocket=:all -e 'socket(S, AF_INET6, SOCK_STREAM, 0) or die; "
            + "bind(S, pack_sockaddr_in6($ENV{PORT}, inet_pton(AF_INET6, \"::1\"))) or die \"bind: $!\"; listen(S, 5); sleep 1000'") with
        {
            NeedsPort = true,
        };
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);

        var listening = await Events.WaitAsync<DynoListening>(spec.Id, null, Cancellation);

        var address = (await Events.WaitAsync<DynoStarted>(spec.Id, null, Cancellation)).Address!;
        Assert.False(listening.OnPort);
        Assert.Equal([$"[::1]:{address.Port}"], listening.Endpoints);
    }

    [Fact]
    public async Task Port_ForeignListener_IsNotTakenForTheDynos()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        var spec = await SpecAsync("echo $PORT; sleep 300") with { NeedsPort = true };
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        var port = int.Parse((await Events.WaitAsync<DynoOutput>(spec.Id, null, Cancellation)).Line, CultureInfo.InvariantCulture);
        using var foreign = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        foreign.Start();

        // A second dyno that is found listening proves that the scanner has looked meanwhile.
        var other = await SpecAsync(Listen("127.0.0.1", "$PORT")) with { NeedsPort = true };
        await Driver.StartAsync(other, Cancellation);
        await Events.WaitAsync<DynoListening>(other.Id, listening => listening.OnPort, Cancellation);

        Assert.Empty(Events.Of(spec.Id).OfType<DynoListening>());
    }

    [Fact]
    public async Task Start_NoPortLeft_CannotStartAndComesBack()
    {
        var port = new PortPool(31_000, 31_099).Take();
        await using var driver = Create(Slugs, new LocalProcessOptions { RootDirectory = _directory.Combine("one-port"), FirstPort = port, LastPort = port });
        await using var events = new DynoEventLog(driver);
        var first = await SpecAsync("echo ready; sleep 300") with { NeedsPort = true };
        var second = first with { Id = Guid.NewGuid() };
        await driver.StartAsync(first, Cancellation);
        await events.WaitForLineAsync(first.Id, "ready", Cancellation);

        await driver.StartAsync(second, Cancellation);
        var exited = await events.WaitForExitAsync(second.Id, Cancellation);

        Assert.Equal(DynoFailure.CannotStart, exited.Failure);
        Assert.Contains($"{port}", exited.Reason, StringComparison.Ordinal);
        await driver.StopAsync(first.Id, TimeSpan.FromSeconds(5), Cancellation);
        await events.WaitForExitAsync(first.Id, Cancellation);
        var third = first with { Id = Guid.NewGuid() };
        await driver.StartAsync(third, Cancellation);
        await events.WaitForLineAsync(third.Id, "ready", Cancellation);
    }

    [Fact]
    public async Task Exit_ManyAtOnce_AllAreReaped()
    {
        var specs = new List<DynoSpec>();
        for (var i = 0; i < 40; i++)
            specs.Add(await SpecAsync($"echo $$; exit {i}"));
        _ = Events;

        await Task.WhenAll(specs.Select(spec => Driver.StartAsync(spec, Cancellation).AsTask()));
        // Children of the host's own must not be taken away from it.
        using var own = Process.Start("sh", ["-c", "exit 42"]);
        await own.WaitForExitAsync(Cancellation);

        for (var i = 0; i < specs.Count; i++)
            Assert.Equal(i, (await Events.WaitForExitAsync(specs[i].Id, Cancellation)).ExitCode);
        Assert.Equal(42, own.ExitCode);
        var pids = specs.Select(spec => int.Parse(Assert.Single(Events.LinesOf(spec.Id)), CultureInfo.InvariantCulture)).ToHashSet();
        Assert.DoesNotContain(
            ProcessTable.OfThisMachine().Snapshot(),
            process => process.Parent == Environment.ProcessId && process.Zombie && pids.Contains(process.Pid));
    }

    [Fact]
    public async Task Dispose_WithRunningDynos_EndsThemAndTheStream()
    {
        Assert.Equal(5, await DisposeWhileRunningAsync("trap 'exit 5' TERM", grace: DynoEventLog.Bound));
        Assert.Equal(137, await DisposeWhileRunningAsync("trap '' TERM", grace: TimeSpan.FromMilliseconds(200)));
    }

    private async Task<int?> DisposeWhileRunningAsync(string trap, TimeSpan grace)
    {
        var options = new LocalProcessOptions { RootDirectory = _directory.Combine("disposed"), ShutdownGrace = grace };
        var driver = Create(Slugs, options);
        await using var events = new DynoEventLog(driver);
        var spec = await SpecAsync($"{trap}; echo ready; while :; do sleep 0.05; done");
        await driver.StartAsync(spec, Cancellation);
        await events.WaitForLineAsync(spec.Id, "ready", Cancellation);

        await driver.DisposeAsync();

        var exited = await events.WaitForExitAsync(spec.Id, Cancellation);
        Assert.Empty(Directory.GetDirectories(options.RootDirectory));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await driver.StartAsync(spec, Cancellation));
        return exited.ExitCode;
    }

    /// <summary>The time of day may be set while dynos run: graces and looks go by time that passes.</summary>
    [Theory]
    [InlineData(-40)]
    [InlineData(40)]
    public async Task Clock_Jumps_ChangesNothing(int days)
    {
        var clock = new JumpingClock();
        await using var driver = new LocalProcessDriver(
            new LocalProcessOptions { RootDirectory = _directory.Combine("clock"), FirstPort = 31_800, LastPort = 31_899 }, Slugs, clock, NullLogger<LocalProcessDriver>.Instance);
        await using var events = new DynoEventLog(driver);
        var patient = await SpecAsync("trap 'sleep 0.3; exit 6' TERM; echo ready; while :; do sleep 0.05; done");
        var stubborn = await SpecAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        var web = await SpecAsync($"sleep 0.2; {Listen("127.0.0.1", "$PORT")}") with { NeedsPort = true };
        foreach (var spec in new[] { patient, stubborn, web })
            await driver.StartAsync(spec, Cancellation);
        await events.WaitForLineAsync(patient.Id, "ready", Cancellation);
        await events.WaitForLineAsync(stubborn.Id, "ready", Cancellation);
        await driver.StopAsync(patient.Id, DynoEventLog.Bound, Cancellation);
        await driver.StopAsync(stubborn.Id, TimeSpan.FromMilliseconds(300), Cancellation);

        clock.Jump(TimeSpan.FromDays(days));

        Assert.Equal(6, (await events.WaitForExitAsync(patient.Id, Cancellation)).ExitCode);
        Assert.Equal(DynoFailure.ExitTimeout, (await events.WaitForExitAsync(stubborn.Id, Cancellation)).Failure);
        await events.WaitAsync<DynoListening>(web.Id, static listening => listening.OnPort, Cancellation);
    }

    [Fact]
    public async Task Start_RootInUse_IsUnavailable()
    {
        await RunAsync(await SpecAsync("true"));
        await using var second = Create(Slugs, new LocalProcessOptions { RootDirectory = Root });

        var exception = await Assert.ThrowsAsync<PaasException>(async () => await second.StartAsync(await SpecAsync("true"), Cancellation));

        Assert.Equal(PaasErrors.Unavailable, exception.Id);
        Assert.Contains(Root, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutSlugOrDirectory_IsRefused()
    {
        var spec = await SpecAsync("true");

        await Assert.ThrowsAsync<ArgumentException>(async () => await Driver.StartAsync(spec with { SlugDigest = null }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Driver.StartAsync(spec with { Directory = "/tmp" }, Cancellation));
    }

    [Fact]
    public void Create_IllegalOptions_NamesThem()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Create(Slugs, new LocalProcessOptions
        {
            FirstPort = 300,
            LastPort = 200,
            OutputBufferSize = 5,
            ScanInterval = TimeSpan.Zero,
            OrphanGrace = TimeSpan.FromSeconds(-1),
        }));

        Assert.Equal(5, exception.Failures.Count());
    }

    internal static List<int> ProcessesOf(Guid dynoId)
    {
        var table = ProcessTable.OfThisMachine();
        return [.. table.Snapshot().Where(process => !process.Zombie && table.HasEnvironment(process.Pid, DynoEnvironment.Marker(dynoId))).Select(process => process.Pid)];
    }

    internal static LocalProcessDriver Create(ISlugStore slugs, LocalProcessOptions options) =>
        new(options, slugs, TimeProvider.System, NullLogger<LocalProcessDriver>.Instance);
}
