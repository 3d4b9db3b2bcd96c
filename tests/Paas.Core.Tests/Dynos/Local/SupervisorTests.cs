#pragma warning disable CA1416 // The driver is for Linux and macOS.
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>A host that dies at each step of the start of a dyno that would outlive it.</summary>
public sealed class SupervisorTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Guid _dyno = Guid.NewGuid();
    private DynoHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _directory.Combine("dynos");

    private string Directory => _host.Directories.PathOf(_dyno);

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Dynos outlive the host on Linux.");
        var events = new EventQueue();
        var clock = TimeProvider.System;
        var table = ProcessTable.OfThisMachine();
        var unpacked = new UnpackedSlugs(Root, table.BootId, new InMemorySlugStore(), clock, NullLogger.Instance);
        _host = new DynoHost(
            Options, "/usr/bin:/bin", new SlugHomes(new InMemorySlugStore(), unpacked), unpacked, new DynoDirectories(Root, NullLogger.Instance), new DynoPlaces(new SandboxOptions()), table,
            new ChildExits(), new PortPool(31_700, 31_799), new ListeningScanner(new ConnectListeningProbe(), events, TimeSpan.FromMilliseconds(20), clock, NullLogger.Instance),
            new UsageMeter(null, events, TimeSpan.FromHours(1), clock, NullLogger.Instance), new SemaphoreSlim(1), new Lazy<Readiness>(), events, clock, NullLogger.Instance);
        _host.Directories.Create(_dyno);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _host.Exits.Dispose();
        _host.Directories.Dispose();
        _directory.Dispose();
        return default;
    }

    [Fact]
    public async Task Die_AfterTheFifos_IsCleanedUp()
    {
        new SupervisorFiles(Directory).Make(null);

        Assert.Equal(DynoFailure.Orphaned, (await NextHostAsync()).Failure);
    }

    [Fact]
    public async Task Die_BeforeTheRecord_EndsBothByThemselves()
    {
        var child = await StartAsync();
        var (supervisor, leader) = (child.Supervisor!, child.Leader);

        // What the system does with the descriptors of a process that died.
        child.Dispose();
        child.Output.Dispose();

        await UntilEndedAsync(supervisor, leader);
        Assert.False(File.Exists(_directory.Combine("ran")));
        Assert.Equal(DynoFailure.Orphaned, (await NextHostAsync()).Failure);
    }

    [Fact]
    public async Task Die_BetweenRecordAndGate_IsAdoptedAsEnded()
    {
        var child = await StartAsync();
        Record(child);

        child.Dispose();
        child.Output.Dispose();
        var exited = await NextHostAsync();

        Assert.Equal(new DynoExited(_dyno, 125), exited);
        await UntilEndedAsync(child.Supervisor!, child.Leader);
        Assert.False(File.Exists(_directory.Combine("ran")));
    }

    [Fact]
    public async Task Die_AfterTheGate_IsAdopted()
    {
        var child = await StartAsync();
        Record(child);
        child.Open();

        child.Dispose();
        child.Output.Dispose();
        var exited = await NextHostAsync();

        Assert.Equal(new DynoExited(_dyno, 3), exited);
        await UntilEndedAsync(child.Supervisor!, child.Leader);
        Assert.True(File.Exists(_directory.Combine("ran")));
    }

    /// <summary>The earlier host took the last word of the supervisor and died before it told anybody.</summary>
    [Fact]
    public async Task Die_AfterTheExitWasTold_IsToldAgain()
    {
        var child = await StartAsync();
        Record(child);
        child.Open();
        await child.Ended.WaitAsync(DynoEventLog.Bound, Cancellation);
        // As on a full disk.
        File.Delete(Path.Combine(Directory, "exit"));

        child.Dispose();
        child.Output.Dispose();

        Assert.Equal(new DynoExited(_dyno, 3), await NextHostAsync());
    }

    [Fact]
    public async Task Die_BeforeTheDirectoryIsRemoved_IsCleanedUp()
    {
        var child = await StartAsync();
        Record(child);
        child.Open();
        await child.Ended.WaitAsync(DynoEventLog.Bound, Cancellation);
        child.Release();
        await UntilEndedAsync(child.Supervisor!, child.Leader);

        child.Dispose();
        child.Output.Dispose();
        var exited = await NextHostAsync();

        Assert.Equal(DynoFailure.Orphaned, exited.Failure);
        Assert.Equal(3, exited.ExitCode);
    }

    private LocalProcessOptions Options => new() { RootDirectory = Root, OutliveHost = true };

    private async Task<SupervisedChild> StartAsync() => await SupervisedChild.StartAsync(
        _dyno,
        new SpawnRequest(["/bin/sh", "-c", "echo out; echo > ran; exit 3"], [DynoEnvironment.Marker(_dyno), "PATH=/usr/bin:/bin"], _directory.Path),
        _host);

    private void Record(SupervisedChild child) =>
        new DynoStart(Spec(), _host, Cancellation).Record(child, _host.Places.Create(DynoStart.Context(Spec(), _host)), null, TimeProvider.System.GetUtcNow()).Write(Directory);

    private DynoSpec Spec() => new()
    {
        Id = _dyno,
        AppId = Guid.NewGuid(),
        Name = "worker.1",
        Type = "worker",
        Command = "x",
        Directory = _directory.Path,
    };

    /// <summary>Opens the directory as the next host and waits until the dyno is told to have ended.</summary>
    private async Task<DynoExited> NextHostAsync()
    {
        _host.Directories.Dispose();
        await using var driver = LocalProcessDriverTests.Create(new InMemorySlugStore(), Options);
        await using var events = new DynoEventLog(driver);
        var exited = await events.WaitForExitAsync(_dyno, Cancellation);
        Assert.Empty(System.IO.Directory.GetDirectories(Root));
        Assert.Empty(LocalProcessDriverTests.ProcessesOf(_dyno));
        return exited;
    }

    private async Task UntilEndedAsync(SupervisorRecord supervisor, ProcessEntry leader)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(DynoEventLog.Bound);
        while (supervisor.Lives(_host.Table) || _host.Table.Find(leader.Pid) is { Zombie: false })
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, bound.Token);
    }
}
