#pragma warning disable CA1416 // The driver is for Linux and macOS.
using System.Diagnostics;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

public sealed class OrphanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _directory.Combine("dynos");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("sleep 300 & echo ready; wait")]
    [InlineData("trap '' TERM; echo ready; while :; do sleep 0.05; done")]
    [InlineData("setsid sleep 300 & (setsid sleep 300 &) ; echo ready; wait")]
    public async Task Watch_AfterKillOfTheHost_EndsItsDynos(string command)
    {
        var (host, dyno) = await CrashingHostTests.StartAsync(Root, command, Cancellation);
        using var _ = host;
        host.Kill();
        await host.WaitForExitAsync(Cancellation);
        Assert.NotEmpty(LocalProcessDriverTests.ProcessesOf(dyno));

        await using var driver = NewDriver();
        await using var events = new DynoEventLog(driver);
        var exited = await events.WaitForExitAsync(dyno, Cancellation);

        Assert.Equal(DynoFailure.Orphaned, exited.Failure);
        Assert.Null(exited.ExitCode);
        Assert.Empty(LocalProcessDriverTests.ProcessesOf(dyno));
        Assert.Empty(Directory.GetDirectories(Root));
    }

    [Fact]
    public async Task Watch_LeaderDeadChildrenLeft_EndsThemByTheirMarker()
    {
        var (host, dyno) = await CrashingHostTests.StartAsync(Root, "sleep 300 & setsid sleep 300 & echo ready; wait", Cancellation);
        using var _ = host;
        host.Kill();
        await host.WaitForExitAsync(Cancellation);
        var record = ProcessRecord.Read(Path.Combine(Root, dyno.ToString()))!;
        Assert.Equal(0, Libc.Kill(record.Pid, Libc.SignalKill));

        await using var driver = NewDriver();
        await using var events = new DynoEventLog(driver);
        await events.WaitForExitAsync(dyno, Cancellation);

        Assert.Empty(LocalProcessDriverTests.ProcessesOf(dyno));
    }

    [Fact]
    public async Task Start_WhileHostLives_IsRefusedAndEndsNothing()
    {
        var (host, dyno) = await CrashingHostTests.StartAsync(Root, "echo ready; sleep 300", Cancellation);
        using var _ = host;
        await using (var driver = NewDriver())
        {
            await Assert.ThrowsAsync<PaasException>(async () => await driver.StartAsync(Anything(), Cancellation));
            Assert.NotEmpty(LocalProcessDriverTests.ProcessesOf(dyno));
        }

        host.Kill();
        await host.WaitForExitAsync(Cancellation);
        await using var next = NewDriver();
        await using var events = new DynoEventLog(next);
        await events.WaitForExitAsync(dyno, Cancellation);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Watch_RecordOfAnotherProcess_LeavesItAlone(bool otherStart, bool otherBoot)
    {
        // The number of a dyno that is long gone was given to somebody else.
        using var innocent = Process.Start("setsid", ["sleep", "300"]);
        try
        {
            var table = ProcessTable.OfThisMachine();
            var start = table.Find(innocent.Id)!.Value.Start;
            var dyno = Guid.NewGuid();
            var directory = Directory.CreateDirectory(Path.Combine(Root, dyno.ToString())).FullName;
            new ProcessRecord(innocent.Id, otherStart ? start - 1 : start, otherBoot ? "another boot" : table.BootId).Write(directory);

            await using var driver = NewDriver();
            await using var events = new DynoEventLog(driver);
            await events.WaitForExitAsync(dyno, Cancellation);

            Assert.False(innocent.HasExited);
            Assert.False(Directory.Exists(directory));
        }
        finally
        {
            innocent.Kill();
            await innocent.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task Watch_DamagedRecord_RemovesTheDirectory(string record)
    {
        var dyno = Guid.NewGuid();
        _directory.Write($"dynos/{dyno}/process.json", record);
        _directory.Write($"dynos/{dyno}/app/file", "x");
        _directory.Write("dynos/not-a-dyno/file", "x");

        await using var driver = NewDriver();
        await using var events = new DynoEventLog(driver);
        await events.WaitForExitAsync(dyno, Cancellation);

        Assert.Equal([Path.Combine(Root, "not-a-dyno")], Directory.GetDirectories(Root));
    }

    [Fact]
    public async Task Spawn_GateNeverOpened_RunsNothing()
    {
        var child = ProcessSpawner.Spawn("/bin/sh", new SpawnRequest(["/bin/sh", "-c", "echo ran > ran"], [], _directory.Path));
        using var exits = new ChildExits();

        // What the system does when the host dies.
        await child.Gate.DisposeAsync();
        await exits.WaitAsync(child.Pid).WaitAsync(DynoEventLog.Bound, Cancellation);

        Assert.Equal(125, ChildExits.Reap(child.Pid));
        Assert.False(File.Exists(_directory.Combine("ran")));
        child.Output.Dispose();
    }

    private static DynoSpec Anything() => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "web.1",
        Type = "web",
        Command = "true",
        Directory = "/",
    };

    private LocalProcessDriver NewDriver() => LocalProcessDriverTests.Create(
        new InMemorySlugStore(), new LocalProcessOptions { RootDirectory = Root, OrphanGrace = TimeSpan.FromMilliseconds(300) });
}
