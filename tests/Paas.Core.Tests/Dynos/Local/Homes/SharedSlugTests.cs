#pragma warning disable CA1416 // The driver is for Linux and macOS.
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>Dynos that share one unpacked slug: each has a home of its own to write, and none sees another's.</summary>
public sealed class SharedSlugTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InMemorySlugStore _store = new();
    private LocalProcessDriver? _driver;
    private DynoEventLog? _events;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Root => _directory.Combine("dynos");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(DynoIsolation.Plain)]
    [InlineData(DynoIsolation.Sandboxed)]
    public async Task TwoDynos_OfOneSlug_WriteOnlyTheirOwnHomes(DynoIsolation isolation)
    {
        Start(isolation);
        var slug = await PackAsync(("data.txt", "original\n"), ("lib/old.txt", "x"), ("run.sh", "echo ran"));
        // The first changes all that can be changed, and waits; the second looks.
        var first = Spec(slug, "echo changed > data.txt && rm lib/old.txt && mv lib moved && touch moved/new && chmod 600 run.sh && stat -c %a run.sh && cat data.txt && echo ready && exec sleep 1000");
        await _driver!.StartAsync(first, Cancellation);
        await _events!.WaitForLineAsync(first.Id, "ready", Cancellation);

        var second = Spec(slug, "cat data.txt && ls lib && ls -d moved; stat -c %a run.sh && sh run.sh && touch mine && stat -c %U:%u data.txt | sed s/:$(id -u)$/:me/ && ls -a | sort | tr '\\n' ' '");
        await _driver.StartAsync(second, Cancellation);
        var exited = await _events.WaitForExitAsync(second.Id, Cancellation);

        Assert.Equal(0, exited.ExitCode);
        Assert.Equal(["600", "changed", "ready"], _events.LinesOf(first.Id));
        var lines = _events.LinesOf(second.Id);
        Assert.Equal(["original", "old.txt"], lines.Take(2));
        Assert.Contains("644", lines);
        Assert.Contains("ran", lines);
        Assert.Contains(lines, static line => line.EndsWith(":me", StringComparison.Ordinal));
        Assert.Contains(". .. data.txt lib mine run.sh ", lines);
    }

    [Theory]
    [InlineData(DynoIsolation.Plain)]
    [InlineData(DynoIsolation.Sandboxed)]
    public async Task DynosThatEnded_LeaveNoMountAndFewSlugs(DynoIsolation isolation)
    {
        Start(isolation);
        for (var release = 0; release < 6; release++)
        {
            var spec = Spec(await PackAsync(("file", FormattableString.Invariant($"{release}")), ("same", "same")), "cat file same");
            await _driver!.StartAsync(spec, Cancellation);
            Assert.Equal(0, (await _events!.WaitForExitAsync(spec.Id, Cancellation)).ExitCode);
            Assert.Equal([FormattableString.Invariant($"{release}same")], _events.LinesOf(spec.Id));
        }

        await StopAsync();
        Assert.Empty(Mounts());
        var shared = Directory.Exists(Path.Combine(Root, ".slugs"));
        Assert.Equal(Environment.IsPrivilegedProcess, shared);
        Assert.InRange(shared ? Directory.GetDirectories(Path.Combine(Root, ".slugs")).Length : 0, 0, 4);
        Assert.All(Directory.GetDirectories(Root), static path => Assert.EndsWith(".slugs", path, StringComparison.Ordinal));
    }

    /// <summary>What a host that died left mounted is taken off by the next one.</summary>
    [Fact]
    public async Task LeftoversOfADeadHost_AreUnmounted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Overlays need Linux and root.");
        var dyno = Directory.CreateDirectory(Path.Combine(Root, Guid.NewGuid().ToString("D"))).FullName;
        var home = Directory.CreateDirectory(Path.Combine(dyno, "app")).FullName;
        var slug = Directory.CreateDirectory(_directory.Combine("slug")).FullName;
        await File.WriteAllTextAsync(Path.Combine(slug, "file"), "x", Cancellation);
        using (var maps = new OwnerMaps())
            Assert.SkipUnless(OverlayHome.TryMount(slug, dyno, home, null, maps), "This machine has no overlays.");
        Assert.Single(Mounts());

        Start(DynoIsolation.Plain);
        var spec = Spec(await PackAsync(("file", "y")), "true");
        await _driver!.StartAsync(spec, Cancellation);
        await _events!.WaitForExitAsync(spec.Id, Cancellation);
        await StopAsync();

        Assert.Empty(Mounts());
        Assert.False(Directory.Exists(dyno));
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(slug, "file"), Cancellation));
    }

    /// <summary>The next release is unpacked by what changed: the rest is the same file on the disk, which nobody writes.</summary>
    [Fact]
    public async Task NextRelease_SharesUnchangedFilesWithTheOneBefore()
    {
        var unpacked = Unpacked("boot");
        var first = Spec(await PackAsync(("same", "same"), ("other", "1"), ("gone", "x")), "");
        var second = Spec(await PackAsync(("same", "same"), ("other", "2")), "");

        var one = await unpacked.TakeAsync(first, Dyno(), Cancellation);
        var two = await unpacked.TakeAsync(second, Dyno(), Cancellation);

        Assert.Equal(["other", "same"], Directory.GetFiles(two!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(("1", "2"), (await File.ReadAllTextAsync(Path.Combine(one!, "other"), Cancellation), await File.ReadAllTextAsync(Path.Combine(two!, "other"), Cancellation)));
        await File.AppendAllTextAsync(Path.Combine(one!, "same"), "!", Cancellation);
        Assert.Equal("same!", await File.ReadAllTextAsync(Path.Combine(two!, "same"), Cancellation));
    }

    /// <summary>Files that were not flushed may be empty after a loss of power: then all is unpacked anew.</summary>
    [Fact]
    public async Task NextStartOfTheMachine_UnpacksAnew()
    {
        var spec = Spec(await PackAsync(("file", "content")), "");
        var path = await Unpacked("one").TakeAsync(spec, Dyno(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(path!, "file"), "", Cancellation);

        Assert.Equal(path, await Unpacked("one").TakeAsync(spec, Dyno(), Cancellation));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(path!, "file"), Cancellation));
        await Unpacked("two").TakeAsync(spec, Dyno(), Cancellation);
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(path!, "file"), Cancellation));
    }

    [Fact]
    public async Task SlugIsMissingOrDamaged_EachStartSaysSo()
    {
        var spec = Spec(await PackAsync(("file", "content")), "");
        var unpacked = Unpacked("boot");
        Assert.Null(await unpacked.TakeAsync(spec with { SlugDigest = "sha256:" + new string('0', 64) }, Dyno(), Cancellation));
        await _store.DeleteAsync(spec.SlugPacks[0], Cancellation);

        for (var start = 0; start < 2; start++)
            await Assert.ThrowsAsync<SlugFormatException>(() => unpacked.TakeAsync(spec, Dyno(), Cancellation));

        Assert.Empty(Directory.GetDirectories(Path.Combine(Root, ".slugs")));
    }

    private void Start(DynoIsolation isolation)
    {
        if (isolation is DynoIsolation.Sandboxed)
            SandboxDrivers.SkipWherePossibleNowhere();
        _driver = isolation is DynoIsolation.Sandboxed
            ? SandboxDrivers.Create(_store, Root, 32_700)
            : new LocalProcessDriver(new LocalProcessOptions { RootDirectory = Root, OrphanGrace = TimeSpan.FromMilliseconds(100) }, _store, TimeProvider.System, NullLogger<LocalProcessDriver>.Instance);
        _events = new DynoEventLog(_driver);
    }

    private async Task StopAsync()
    {
        if (_driver is not null)
            await _driver.DisposeAsync();
        if (_events is not null)
            await _events.DisposeAsync();
        (_driver, _events) = (null, null);
    }

    private UnpackedSlugs Unpacked(string boot) => new(Directory.CreateDirectory(Root).FullName, boot, _store, TimeProvider.System, NullLogger.Instance);

    private string Dyno() => Directory.CreateDirectory(Path.Combine(Root, Guid.NewGuid().ToString("D"))).FullName;

    private string[] Mounts() => [.. File.ReadAllLines("/proc/mounts").Where(line => line.Contains(_directory.Path, StringComparison.Ordinal))];

    private async Task<PackedSlug> PackAsync(params (string Name, string Content)[] files)
    {
        using var source = new TemporaryDirectory();
        foreach (var (name, content) in files)
            source.Write(name, content);
        using var slug = await SlugPackaging.PackAsync(source.Path, _store, [], long.MaxValue, source.Path, Cancellation);
        await slug.StoreAsync(_store, Cancellation);
        return slug;
    }

    private static DynoSpec Spec(PackedSlug slug, string command) => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "worker.1",
        Type = "worker",
        Command = command,
        SlugDigest = slug.Digest,
        SlugPacks = slug.Packs,
    };
}
