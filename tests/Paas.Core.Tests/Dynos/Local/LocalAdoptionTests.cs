#pragma warning disable CA1416 // The driver is for Linux and macOS.
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

public class LocalAdoptionTests : DynoAdoptionConformance
{
    private readonly TemporaryDirectory _directory = new();

    protected string Root => _directory.Combine("dynos");

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Dynos outlive the host on Linux.");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        // Those of the test that still run are ended by a host that re-adopts none.
        await base.DisposeAsync();
        await using (var driver = LocalProcessDriverTests.Create(Slugs, new LocalProcessOptions { RootDirectory = Root, OrphanGrace = TimeSpan.FromMilliseconds(100) }))
            await driver.WatchAsync(CancellationToken.None).FirstAsync(static dynoEvent => dynoEvent is DynosReplayed, CancellationToken.None);
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual LocalProcessOptions Options => new() { RootDirectory = Root, OutliveHost = true, OrphanGrace = TimeSpan.FromMilliseconds(300), FirstPort = 31_200, LastPort = 31_399, ShutdownGrace = TimeSpan.FromSeconds(1) };

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) => new(LocalProcessDriverTests.Create(slugs, Options));

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files)
    {
        using var source = new TemporaryDirectory();
        foreach (var (name, content) in files)
            source.Write(name, content);
        var (digest, _) = await SlugArchive.StoreAsync(source.Path, slugs, SlugArchive.DefaultMaximum, Cancellation);
        return digest;
    }

    /// <summary>As a host that stops in good order; see <see cref="OutlivingHostTests"/> for those that are killed.</summary>
    protected override async ValueTask<IDynoDriver> OpenAgainAsync(IDynoDriver driver, Func<Task> meanwhile)
    {
        await ((LocalProcessDriver)driver).DisposeAsync();
        await meanwhile();
        return await CreateDriverAsync(Slugs);
    }

    [Fact]
    public async Task Record_OfDyno_HoldsNoSecret()
    {
        var spec = await SpecAsync("echo ready; sleep 300");
        await StartAsync(spec with { Environment = spec.Environment.Add("TOKEN", "c2VjcmV0-of-the-app") });

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, spec.Id.ToString())))
        {
            if (Path.GetFileName(file) is not ("output" or "status" or "control"))
                Assert.DoesNotContain("c2VjcmV0", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
        }

        var record = ProcessRecord.Read(Path.Combine(Root, spec.Id.ToString()))!;
        Assert.DoesNotContain("c2VjcmV0", await File.ReadAllTextAsync($"/proc/{record.Supervisor!.Pid}/cmdline", Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", await File.ReadAllTextAsync($"/proc/{record.Pid}/cmdline", Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Supervisor_Killed_EndsTheDyno(bool withoutHost)
    {
        var spec = await SpecAsync("trap '' TERM; (setsid sleep 300 &); echo ready; while :; do sleep 0.05; done");
        await StartAsync(spec);
        var record = ProcessRecord.Read(Path.Combine(Root, spec.Id.ToString()))!;
        void Kill() => Assert.Equal(0, Libc.Kill(record.Supervisor!.Pid, Libc.SignalKill));

        if (withoutHost)
        {
            await ReopenAsync(() =>
            {
                Kill();
                return UntilGoneAsync(record);
            });
        }
        else
        {
            Kill();
        }

        var exited = await Events.WaitForExitAsync(spec.Id, Cancellation);
        Assert.NotNull(exited.Reason);
        Assert.Equal(withoutHost ? DynoFailure.Orphaned : DynoFailure.None, exited.Failure);
        Assert.Equal(withoutHost ? null : 137, exited.ExitCode);
        Assert.Empty(LocalProcessDriverTests.ProcessesOf(spec.Id));
        Assert.Empty(Directory.GetDirectories(Root));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Supervisor_Signalled_Stays(string signal)
    {
        var spec = await SpecAsync("trap 'exit 4' TERM; echo ready; while :; do sleep 0.05; done");
        await StartAsync(spec);
        var record = ProcessRecord.Read(Path.Combine(Root, spec.Id.ToString()))!;

        using (var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -{signal} {record.Supervisor!.Pid}"]))
            await kill.WaitForExitAsync(Cancellation);
        await Driver.StopAsync(spec.Id, DynoEventLog.Bound, Cancellation);

        Assert.Equal(4, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
        await UntilGoneAsync(record);
    }

    [Fact]
    public async Task Exit_OfDyno_LeavesNoSupervisor()
    {
        var spec = await SpecAsync("echo ready; exit 3");
        await StartAsync(spec);

        Assert.Equal(3, (await Events.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);

        Assert.Empty(Directory.GetDirectories(Root));
        await UntilAsync(() => !ProcessTable.OfThisMachine().Snapshot().Any(process => IsOf(process.Pid)));
    }

    [Fact]
    public async Task Open_WithoutTheOption_EndsWhatOutlived()
    {
        var spec = await SpecAsync("echo ready; while :; do sleep 0.05; done");
        await StartAsync(spec);
        var frozen = await SpecAsync("echo ready; sleep 300");
        await StartAsync(frozen);
        await Driver.SendAsync(frozen.Id, new DynoFreeze(true), Cancellation);
        var record = ProcessRecord.Read(Path.Combine(Root, spec.Id.ToString()))!;
        await ((LocalProcessDriver)Driver).DisposeAsync();

        await using var driver = LocalProcessDriverTests.Create(Slugs, new LocalProcessOptions { RootDirectory = Root });
        await using var events = new DynoEventLog(driver);

        Assert.Equal(DynoFailure.Orphaned, (await events.WaitForExitAsync(spec.Id, Cancellation)).Failure);
        Assert.Equal(DynoFailure.Orphaned, (await events.WaitForExitAsync(frozen.Id, Cancellation)).Failure);
        Assert.Empty(LocalProcessDriverTests.ProcessesOf(spec.Id));
        Assert.Empty(LocalProcessDriverTests.ProcessesOf(frozen.Id));
        await UntilGoneAsync(record);
        Assert.Empty(Directory.GetDirectories(Root));
    }

    [Fact]
    public async Task Open_RecordOfAnotherBoot_EndsNothingAndTellsIt()
    {
        var spec = await SpecAsync("echo ready; sleep 300");
        await StartAsync(spec);
        await ((LocalProcessDriver)Driver).DisposeAsync();
        var directory = Path.Combine(Root, spec.Id.ToString());
        var record = ProcessRecord.Read(directory)!;
        (record with { BootId = "another boot" }).Write(directory);

        await using var driver = LocalProcessDriverTests.Create(Slugs, Options);
        await using var events = new DynoEventLog(driver);

        Assert.Equal(DynoFailure.Orphaned, (await events.WaitForExitAsync(spec.Id, Cancellation)).Failure);
        // In truth it is the same boot, so that it has to be ended here.
        Assert.Equal(0, Libc.Kill(record.Supervisor!.Pid, Libc.SignalKill));
        Assert.Equal(0, Libc.Kill(-record.Pid, Libc.SignalKill));
    }

    private async Task StartAsync(DynoSpec spec)
    {
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        await Events.WaitForLineAsync(spec.Id, "ready", Cancellation);
    }

    private static Task UntilGoneAsync(ProcessRecord record) => UntilAsync(() => !record.Supervisor!.Lives(ProcessTable.OfThisMachine()));

    private bool IsOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(Root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
