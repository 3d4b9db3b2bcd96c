using CsCheck;

namespace Paas.Slugs;

public sealed class SlugUnpackingTests : IDisposable
{
    private readonly PackingRoom _room = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _room.Dispose();

    /// <summary>Whatever bit of whatever part is wrong: nothing of it is taken for the app.</summary>
    [Fact]
    public async Task Unpack_AnyByteChanged_IsChecksumError()
    {
        using var source = new TemporaryDirectory();
        File.WriteAllBytes(source.Combine("random"), PackingRoom.Bytes(2000));
        source.Write("text", string.Concat(Enumerable.Repeat("some text that compresses ", 100)));
        File.CreateSymbolicLink(source.Combine("link"), "text");
        using var slug = await _room.PackAsync(source.Path);
        var parts = new[] { slug.Digest, slug.Packs[0] };
        var lengths = new List<int>();
        foreach (var part in parts)
            lengths.Add((await _room.ReadAsync(part)).Length);

        await Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1_000_000], Gen.Int[1, 255]).SampleAsync(
            async (part, position, change) =>
            {
                using var target = new TemporaryDirectory();
                var damaged = new DamagedStore(_room.Store, parts[part], position % lengths[part], (byte)change);
                await Assert.ThrowsAsync<SlugChecksumException>(() => SlugFiles.UnpackAsync(damaged, slug.Digest, slug.Packs, target.Path, null, Cancellation));
            },
            iter: 200, threads: 1);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/tmp/paas-test-evil")]
    [InlineData("a/..")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("missing/file")]
    public Task Unpack_NameThatLeadsOut_IsRefused(string name) => AssertRefusedAsync(new SlugEntry(name, SlugEntryKind.File));

    [Fact]
    public async Task Unpack_FileThroughLink_IsRefusedAndWritesNothingOutside()
    {
        using var outside = new TemporaryDirectory();
        await AssertRefusedAsync(new SlugEntry("door", SlugEntryKind.Link) { Target = outside.Path }, new SlugEntry("door/evil", SlugEntryKind.File));
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public Task Unpack_NameTwice_IsRefused() => AssertRefusedAsync(new SlugEntry("a", SlugEntryKind.File), new SlugEntry("a", SlugEntryKind.Link) { Target = "b" });

    [Fact]
    public async Task Unpack_ArchiveOfAnEarlierVersion_Works()
    {
        using var source = new TemporaryDirectory();
        using var target = new TemporaryDirectory();
        source.Write("file", "content");
        var (digest, _) = await SlugArchive.StoreAsync(source.Path, _room.Store, long.MaxValue, Cancellation);

        Assert.True(await SlugFiles.UnpackAsync(_room.Store, digest, [], target.Path, null, Cancellation));

        Assert.Equal("content", File.ReadAllText(target.Combine("file")));
        Assert.False(await SlugFiles.UnpackAsync(_room.Store, "sha256:" + new string('0', 64), [], target.Path, null, Cancellation));
    }

    private async Task AssertRefusedAsync(params SlugEntry[] entries)
    {
        using var target = new TemporaryDirectory();
        var inner = Directory.CreateDirectory(target.Combine("app")).FullName;
        var pages = SlugPage.Write(entries);
        var root = new SlugRoot(entries.Length, 0, [.. pages.Select(static page => (ContentDigest.Of(page), page.Length))]);
        var body = new PackBody(target.Path, long.MaxValue);
        using var writer = new PackWriter(await SlugReader.OpenAsync(_room.Store, [], Cancellation), body);
        var pack = writer.Finish([.. pages.Select(static page => (ContentDigest.Of(page), page))]);
        using var slug = new PackedSlug(root, [], pack, body) { Size = 0, Entries = entries };
        await slug.StoreAsync(_room.Store, Cancellation);

        await Assert.ThrowsAsync<SlugFormatException>(() => SlugFiles.UnpackAsync(_room.Store, slug.Digest, slug.Packs, inner, null, Cancellation));

        Assert.Equal([inner], Directory.GetFileSystemEntries(target.Path));
        Assert.False(File.Exists("/tmp/paas-test-evil"));
    }

    /// <summary>One byte of one object is another.</summary>
    private sealed class DamagedStore(ISlugStore inner, string digest, int position, byte change) : ISlugStore
    {
        public async ValueTask<Stream?> OpenAsync(string wanted, CancellationToken cancellationToken)
        {
            var stream = await inner.OpenAsync(wanted, cancellationToken);
            if (wanted != digest)
                return stream;
            var copy = new MemoryStream();
            await stream!.CopyToAsync(copy, cancellationToken);
            copy.GetBuffer()[position] ^= change;
            copy.Position = 0;
            return copy;
        }

        public ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken) => inner.WriteAsync(content, cancellationToken);

        public ValueTask DeleteAsync(string wanted, CancellationToken cancellationToken) => inner.DeleteAsync(wanted, cancellationToken);
    }
}
