using System.Formats.Tar;

namespace Paas.Toolchains;

/// <summary>Downloads that go wrong, over a directory mirror with one Ruby.</summary>
public sealed class ToolchainDownloadTests : IAsyncLifetime
{
    private const string File = "ruby-3.3.6.tar.gz";
    private ToolchainFixture _fixture = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ToolchainFixture.CreateAsync("ruby", static options => options.MaxDownloadSize = 1 << 20);
        _fixture.Mirror.Received = async bytes =>
        {
            while (!Directory.EnumerateFiles(_fixture.Data.PathOf("toolchains"), "*.part").Any(part => new FileInfo(part).Length >= bytes))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        };
    }

    [Fact]
    public async Task Install_SecondBuild_DownloadsNothing()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));

        await InstallAsync("one");
        await InstallAsync("two");

        Assert.Equal(["SHA256SUMS", File], _fixture.Mirror.Requests);
        Assert.Single(Directory.EnumerateFileSystemEntries(_fixture.Data.PathOf("toolchains")));
    }

    [Fact]
    public async Task Install_BuildsAtTheSameTime_DownloadOnce()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        var both = new TaskCompletionSource();
        _fixture.Mirror.Halfway = () => both.Task;
        await _fixture.ListAsync("ruby");

        var builds = new[] { InstallAsync("one"), InstallAsync("two"), InstallAsync("three") };
        both.SetResult();
        await Task.WhenAll(builds);

        Assert.Equal(["SHA256SUMS", File], _fixture.Mirror.Requests);
    }

    [Fact]
    public async Task Install_WrongChecksum_IsRefusedAndLeavesNothing()
    {
        _fixture.Mirror.With("SHA256SUMS", $"{new string('a', 64)}  {File}\n").With(File, TestArchive.Tar("x/bin/ruby"));

        var error = await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));

        Assert.Contains("its checksum is not sha256:aaaa", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Data.PathOf("toolchains")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Install_ConnectionBreaks_GoesOnWhereItBroke(bool ranges)
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        _fixture.Mirror.SupportsRanges = ranges;
        _fixture.Mirror.Break = (Bytes: 20, Times: 2);

        var directory = await InstallAsync("one");

        Assert.True(System.IO.File.Exists(Path.Combine(directory, "bin/ruby")));
        Assert.Equal(["SHA256SUMS", File, $"{File} bytes=20-", ranges ? $"{File} bytes=40-" : $"{File} bytes=20-"], _fixture.Mirror.Requests);
        Assert.Contains("The download of ruby 3.3.6 broke off; continuing it", _fixture.Build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_ConnectionAlwaysBreaks_FailsAndTheNextBuildGoesOn()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        _fixture.Mirror.Break = (Bytes: 10, Times: 3);

        await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));
        await InstallAsync("two");

        Assert.Equal($"{File} bytes=30-", _fixture.Mirror.Requests[^1]);
    }

    [Fact]
    public async Task Install_PartOfAnotherFile_StartsAnew()
    {
        var archive = TestArchive.Tar("x/bin/ruby");
        Serve(archive);
        Directory.CreateDirectory(_fixture.Data.PathOf("toolchains"));
        await System.IO.File.WriteAllBytesAsync(_fixture.Data.PathOf($"toolchains/ruby-3.3.6-{MirrorServer.Sha256(archive)[..16]}.part"), new byte[50], TestContext.Current.CancellationToken);

        await InstallAsync("one");

        Assert.Equal(["SHA256SUMS", $"{File} bytes=50-", File], _fixture.Mirror.Requests);
    }

    [Fact]
    public async Task Install_LeftoverOfAKilledHost_IsReplaced()
    {
        var archive = TestArchive.Tar("x/bin/ruby");
        Serve(archive);
        var name = $"toolchains/ruby-3.3.6-{MirrorServer.Sha256(archive)[..16]}";
        _fixture.Data.With($"{name}.0123.tmp/bin/ruby", "half").With($"{name}.part").With("toolchains/go-1.0-0123456789abcdef/x");
        await System.IO.File.WriteAllBytesAsync(_fixture.Data.PathOf($"{name}.part"), archive, TestContext.Current.CancellationToken);

        var directory = await InstallAsync("one");

        Assert.Equal("x/bin/ruby", await System.IO.File.ReadAllTextAsync(Path.Combine(directory, "bin/ruby"), TestContext.Current.CancellationToken));
        Assert.False(_fixture.Data.Has($"{name}.0123.tmp"));
    }

    [Fact]
    public async Task Install_ServerFallsSilent_IsGivenUp()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        var never = new TaskCompletionSource();
        _fixture.Mirror.Halfway = () =>
        {
            // Three attempts; each is given up by the clock once its first half was sent.
            _ = AdvanceAsync();
            return never.Task;
        };
        async Task AdvanceAsync()
        {
            while (!never.Task.IsCompleted)
            {
                _fixture.Time.Advance(TimeSpan.FromSeconds(31));
                await Task.Yield();
            }
        }

        var error = await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));
        never.SetResult();

        Assert.Contains("sent nothing for 30 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_LongDownload_IsShown()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        _fixture.Mirror.Halfway = () =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(6));
            return Task.CompletedTask;
        };

        await InstallAsync("one");

        Assert.Contains("       Downloading ruby 3.3.6: 0 of 0 MB\n", _fixture.Build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_ArchiveMissing_SaysWhere()
    {
        _fixture.Mirror.With("SHA256SUMS", $"{new string('a', 64)}  {File}\n");

        var error = await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));

        Assert.Equal($"{_fixture.Mirror.Address}{File} answered 404.", error.Message);
    }

    [Fact]
    public async Task Install_TooLarge_IsRefused()
    {
        Serve(new byte[(1 << 20) + 1]);

        var error = await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));

        Assert.Contains("is larger than the 1 MB that are allowed", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<TarWriter>> HostileArchives { get; } = new()
    {
        { "an entry 'x/../../out', which leads out", static tar => tar.WriteEntry(TestArchive.File("x/../../out")) },
        { "an entry '/etc/out', which leads out", static tar => tar.WriteEntry(TestArchive.File("/etc/out")) },
        { "a link 'bin/ruby' to '/bin/sh', which leads out", static tar => tar.WriteEntry(TestArchive.Link("x/bin/ruby", "/bin/sh")) },
        { "a link 'bin/ruby' to '../../out', which leads out", static tar => tar.WriteEntry(TestArchive.Link("x/bin/ruby", "../../out")) },
        { "a link 'bin/up' to 'a/../../../out', which leads out", static tar => tar.WriteEntry(TestArchive.Link("x/bin/up", "a/../../../out")) },
        { "an entry '../out', which leads out", static tar => tar.WriteEntry(TestArchive.Link("x/bin/ruby", "../out", TarEntryType.HardLink)) },
        { "a link 'bin/ruby' to a file that it has not", static tar => tar.WriteEntry(TestArchive.Link("x/bin/ruby", "x/other", TarEntryType.HardLink)) },
        { "'x/bin/pipe', which is neither a file nor a directory nor a link", static tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "x/bin/pipe")) },
        { "'lib' twice", static tar => { tar.WriteEntry(TestArchive.Link("x/lib", "bin")); tar.WriteEntry(TestArchive.File("x/lib/file")); } },
    };

    [Theory]
    [MemberData(nameof(HostileArchives))]
    public async Task Install_HostileArchive_IsRefusedAndLeavesNothing(string problem, Action<TarWriter> write)
    {
        Serve(TestArchive.Tar(write));

        var error = await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Data.PathOf("toolchains")));
    }

    [Fact]
    public async Task Install_NotAnArchive_IsRefused()
    {
        Serve("<html>Please log in</html>"u8.ToArray());

        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<PaasException>(() => InstallAsync("one"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_LinksInside_AreKeptAsLinks()
    {
        Serve(TestArchive.Tar(static tar =>
        {
            tar.WriteEntry(TestArchive.File("x/bin/ruby3.3"));
            tar.WriteEntry(TestArchive.Link("x/bin/ruby", "ruby3.3"));
            tar.WriteEntry(TestArchive.Link("x/lib/deep/programs", "../../bin"));
            tar.WriteEntry(TestArchive.Link("x/bin/same", "x/bin/ruby3.3", TarEntryType.HardLink));
        }));

        var directory = await InstallAsync("one");

        Assert.Equal("ruby3.3", new FileInfo(Path.Combine(directory, "bin/ruby")).LinkTarget);
        Assert.Equal("x/bin/ruby3.3", await System.IO.File.ReadAllTextAsync(Path.Combine(directory, "lib/deep/programs/same"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Install_UnusedForLong_IsRemovedWhenAnotherComes()
    {
        _fixture.Data.With("toolchains/ruby-2.7.0-0123456789abcdef/bin/ruby");
        Directory.SetLastWriteTimeUtc(_fixture.Data.PathOf("toolchains/ruby-2.7.0-0123456789abcdef"), _fixture.Time.GetUtcNow().UtcDateTime);
        _fixture.Time.Advance(TimeSpan.FromDays(61));
        Serve(TestArchive.Tar("x/bin/ruby"));

        await InstallAsync("one");

        Assert.False(_fixture.Data.Has("toolchains/ruby-2.7.0-0123456789abcdef"));
    }

    [Fact]
    public async Task List_MirrorGone_GivesWhatIsStored()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));
        await InstallAsync("one");

        var source = _fixture.Restart(new BuildpackOptions { Mirrors = { ["ruby"] = new Uri(_fixture.Mirror.Address, "gone/") } });
        var release = Assert.Single(await source.ListAsync("ruby", _fixture.Build.Context, TestContext.Current.CancellationToken));
        var directory = _fixture.Build.Context.CacheDirectory + "/offline";
        await source.InstallAsync(release, directory, _fixture.Build.Context, TestContext.Current.CancellationToken);

        Assert.Equal("3.3.6", release.Version);
        Assert.True(System.IO.File.Exists(Path.Combine(directory, "bin/ruby")));
    }

    [Fact]
    public async Task List_WithinAnHour_IsAskedOnce()
    {
        Serve(TestArchive.Tar("x/bin/ruby"));

        await _fixture.ListAsync("ruby");
        _fixture.Time.Advance(TimeSpan.FromMinutes(59));
        await _fixture.ListAsync("ruby");
        Assert.Single(_fixture.Mirror.Requests);

        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await _fixture.ListAsync("ruby");
        Assert.Equal(2, _fixture.Mirror.Requests.Length);
    }

    [Fact]
    public async Task List_MirrorWithPassword_SendsItAndNeverShowsIt()
    {
        _fixture.Mirror.Credentials = "builder:secret word";
        var address = new UriBuilder(_fixture.Mirror.Address) { UserName = "builder", Password = "secret%20word" }.Uri;
        var source = _fixture.Restart(new BuildpackOptions { Mirrors = { ["ruby"] = address } });

        var error = await Assert.ThrowsAsync<PaasException>(async () => await source.ListAsync("ruby", _fixture.Build.Context, TestContext.Current.CancellationToken));
        Assert.Equal($"{_fixture.Mirror.Address}SHA256SUMS answered 404.", error.Message);

        Serve(TestArchive.Tar("x/bin/ruby"));
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Single(await source.ListAsync("ruby", _fixture.Build.Context, TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private void Serve(byte[] archive) => _fixture.Mirror.With("SHA256SUMS", $"{MirrorServer.Sha256(archive)}  {File}\n").With(File, archive);

    private Task<string> InstallAsync(string name) => _fixture.InstallAsync("ruby", "3.3.6", name);
}
