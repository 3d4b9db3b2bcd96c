using System.Formats.Tar;
using System.Security.Cryptography;
using Paas.Builds;
using Paas.Selection;
using Paas.Toolchains;

namespace Paas.Fetching;

/// <summary>Buildpacks from tarballs: what is unpacked, what is refused, and what is kept.</summary>
public sealed class ArchiveFetchTests : IAsyncLifetime
{
    private readonly TestResolver _resolver = new(static options => options.AllowPrivateAddresses = true);
    private readonly TestDirectory _app = new();
    private readonly TestBuild _build;
    private MirrorServer _server = null!;

    public ArchiveFetchTests() => _build = new TestBuild(_app);

    private string Copy => Path.Combine(_build.Context.WorkDirectory, "buildpacks", "1");

    public async ValueTask InitializeAsync() => _server = await MirrorServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _resolver.Dispose();
        _build.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Fetch_Tarball_IsPinnedByItsDigest()
    {
        var archive = TestArchive.Tar("bin/compile", "bin/detect", "lib/data.txt");
        _server.With("pack.tgz", archive);

        var buildpack = (await _resolver.ResolveAsync(_build, _server.Address + "pack.tgz"))[0];

        Assert.Equal($"{_server.Address}pack.tgz#sha256:{Convert.ToHexStringLower(SHA256.HashData(archive))}", buildpack.Name);
        Assert.Equal("lib/data.txt", await File.ReadAllTextAsync(Path.Combine(Copy, "lib/data.txt"), TestContext.Current.CancellationToken));
        Assert.Contains("-----> Fetching custom tar buildpack... done\n", _build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ArchiveOfACodeHost_IsTakenOutOfItsDirectory()
    {
        _server.With("pack.tar.gz", TestArchive.Tar("pack-main/bin/compile", "pack-main/pack-main/x"));

        await _resolver.ResolveAsync(_build, _server.Address + "pack.tar.gz");

        Assert.True(File.Exists(Path.Combine(Copy, "bin/compile")));
        Assert.True(File.Exists(Path.Combine(Copy, "pack-main/x")));
    }

    [Fact]
    public async Task Fetch_ServerIsAway_UsesWhatWasFetchedLast()
    {
        _server.With("pack.tgz", TestArchive.Tar("bin/compile"));
        var address = _server.Address + "pack.tgz";
        var name = (await _resolver.ResolveAsync(_build, address))[0].Name;
        await _server.DisposeAsync();

        Assert.Equal(name, (await _resolver.ResolveAsync(_build, address))[0].Name);

        Assert.Contains("The version that was fetched last is used.", _build.Output.Text, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, address.Replace("pack", "other", StringComparison.Ordinal)));
        Assert.Contains("could not be fetched", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_Credentials_AreSentShownToNobodyAndNeeded()
    {
        _server.Credentials = "user:se/cret";
        _server.With("pack.tgz", TestArchive.Tar("bin/compile"));
        var address = _server.Address.ToString();

        var name = (await _resolver.ResolveAsync(_build, address.Replace("://", "://user:se%2Fcret@", StringComparison.Ordinal) + "pack.tgz"))[0].Name;

        Assert.DoesNotContain("cret", name + _build.Output.Text, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, address + "pack.tgz"));
        Assert.Contains("401", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NotThere_SaysSo()
    {
        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, _server.Address + "pack.tgz"));

        Assert.Equal($"There is no buildpack at {_server.Address}pack.tgz (404).", error.Message);
    }

    [Theory]
    [InlineData("../outside", null, "the name '../outside', which leads out of it")]
    [InlineData("/etc/outside", null, "the name '/etc/outside', which leads out of it")]
    [InlineData("bin/link", "../../outside", "which leads out of it")]
    [InlineData("bin/link", "/etc/passwd", "which leads out of it")]
    [InlineData("bin/compile/x", null, "twice, or as a file and as a directory")]
    [InlineData("bin/compile", null, "twice, or as a file and as a directory")]
    public async Task Fetch_EvilArchive_IsRefusedAsAWhole(string name, string? target, string reason)
    {
        _server.With("pack.tgz", TestArchive.Tar(tar =>
        {
            tar.WriteEntry(TestArchive.File("bin/compile"));
            tar.WriteEntry(target is null ? TestArchive.File(name) : TestArchive.Link(name, target));
        }));

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, _server.Address + "pack.tgz"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_resolver.Data.Path, "sha256*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Fetch_LinksInside_AreKept()
    {
        _server.With("pack.tgz", TestArchive.Tar(tar =>
        {
            tar.WriteEntry(TestArchive.Link("bin/detect", "../bin/compile"));
            tar.WriteEntry(TestArchive.File("bin/compile"));
            tar.WriteEntry(TestArchive.Link("bin/release", "bin/compile", TarEntryType.HardLink));
        }));

        await _resolver.ResolveAsync(_build, _server.Address + "pack.tgz");

        Assert.Equal("../bin/compile", new FileInfo(Path.Combine(Copy, "bin/detect")).LinkTarget);
        Assert.Equal("bin/compile", await File.ReadAllTextAsync(Path.Combine(Copy, "bin/release"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fetch_TooLargeOnTheWayOrOnTheDisk_IsRefused()
    {
        _resolver.Options.MaxBuildpackSize = 100_000;
        _server.With("wide.tgz", TestArchive.Tar(static tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[200_000]) })));
        _server.With("long.tgz", new byte[200_000]);

        foreach (var name in (string[])["wide.tgz", "long.tgz"])
        {
            var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, _server.Address + name));
            Assert.Contains("takes more than 0 MB; it was not used", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GuardedHttp_PrivateAddress_IsRefusedWhenItConnects()
    {
        _server.With("pack.tgz", TestArchive.Tar("bin/compile"));
        using var guarded = GuardedHttp.Create(guarded: true);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => guarded.GetAsync(new Uri(_server.Address + "pack.tgz"), TestContext.Current.CancellationToken));

        Assert.Contains("which is no address of the internet", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Fetch_NoArchive_SaysSo()
    {
        _server.With("pack.tgz", "<html>Please log in</html>");

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(_build, _server.Address + "pack.tgz"));

        Assert.Contains("is no tar.gz archive", error.Message, StringComparison.Ordinal);
    }
}
