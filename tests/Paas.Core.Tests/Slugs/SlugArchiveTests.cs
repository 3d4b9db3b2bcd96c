#pragma warning disable CA1416 // Modes and special files are of Unix.
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Paas.Slugs;

public sealed class SlugArchiveTests
{
    private static readonly Gen<string> GenName = Gen.Char["abcXYZ .é-_"].Array[1, 12]
        .Select(chars => new string(chars)).Where(name => name is not ("." or ".."));

    private static readonly Gen<Dictionary<string, (byte[] Content, bool Executable)>> GenTree =
        Gen.Select(GenName.Array[1, 4], Gen.Byte.Array[0, 3000], Gen.Bool).Array[0, 12].Select(files =>
        {
            var tree = new Dictionary<string, (byte[], bool)>(StringComparer.Ordinal);
            // A prefix per depth keeps a name from being a file here and a directory there.
            foreach (var (parts, content, executable) in files)
                tree[string.Join('/', parts.Select((part, i) => (i == parts.Length - 1 ? "f" : "d") + part))] = (content, executable);
            return tree;
        });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void PackUnpack_AnyTree_RoundTripsAndIsDeterministic() => GenTree.Sample(
        tree =>
        {
            using var first = new TemporaryDirectory();
            using var second = new TemporaryDirectory();
            using var unpacked = new TemporaryDirectory();
            WriteTree(first.Path, tree, tree.Keys.Order(StringComparer.Ordinal));
            WriteTree(second.Path, tree, tree.Keys.OrderDescending(StringComparer.Ordinal));

            var slug = Pack(first.Path);
            Assert.Equal(slug, Pack(second.Path));
            SlugArchive.Unpack(new MemoryStream(slug), unpacked.Path, DigestOf(slug), Cancellation);

            var names = Directory.EnumerateFiles(unpacked.Path, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(unpacked.Path, path));
            Assert.Equal(tree.Keys.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
            foreach (var (name, (content, executable)) in tree)
            {
                Assert.Equal(content, File.ReadAllBytes(unpacked.Combine(name)));
                Assert.Equal(executable, (File.GetUnixFileMode(unpacked.Combine(name)) & UnixFileMode.UserExecute) != 0);
            }
        },
        iter: 60, threads: 1);

    [Fact]
    public void PackUnpack_LinksAndEmptyDirectories_AreKept()
    {
        using var source = new TemporaryDirectory();
        using var target = new TemporaryDirectory();
        source.Write("bin/tool", "x");
        File.CreateSymbolicLink(source.Combine("link"), "bin/tool");
        File.CreateSymbolicLink(source.Combine("bin/python"), "/usr/bin/python3");
        File.CreateSymbolicLink(source.Combine("broken"), "nowhere");
        Directory.CreateSymbolicLink(source.Combine("up"), "..");
        Directory.CreateDirectory(source.Combine("empty/inner"));
        var long_ = string.Join('/', Enumerable.Repeat(new string('n', 90), 4));
        source.Write(long_, "deep");

        var slug = Pack(source.Path);
        SlugArchive.Unpack(new MemoryStream(slug), target.Path, DigestOf(slug), Cancellation);

        Assert.Equal("bin/tool", new FileInfo(target.Combine("link")).LinkTarget);
        Assert.Equal("/usr/bin/python3", new FileInfo(target.Combine("bin/python")).LinkTarget);
        Assert.Equal("nowhere", new FileInfo(target.Combine("broken")).LinkTarget);
        Assert.Equal("..", new FileInfo(target.Combine("up")).LinkTarget);
        Assert.True(Directory.Exists(target.Combine("empty/inner")));
        Assert.Equal("deep", File.ReadAllText(target.Combine(long_)));
        Assert.Equal(slug, Pack(target.Path));
    }

    [Fact]
    public void Pack_SpecialFiles_NeverBlocks()
    {
        using var source = new TemporaryDirectory();
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [source.Combine("pipe")]))
            mkfifo.WaitForExit();

        var slug = Pack(source.Path);

        Assert.Equal(["pipe"], Names(slug));
    }

    [Fact]
    public void Pack_TimesAndOwners_AreFixed()
    {
        using var source = new TemporaryDirectory();
        source.Write("a", "1");
        using var tar = new TarReader(new GZipStream(new MemoryStream(Pack(source.Path)), CompressionMode.Decompress));

        var entry = tar.GetNextEntry()!;

        Assert.Equal(new DateTimeOffset(1980, 1, 1, 0, 0, 1, TimeSpan.Zero), entry.ModificationTime);
        Assert.Equal((0, 0), (entry.Uid, entry.Gid));
        Assert.Equal("-rw-r--r--", ModeText(entry.Mode));
    }

    [Fact]
    public void Pack_JustTheMaximum_Fits()
    {
        using var source = RandomTree(100_000);
        var size = Pack(source.Path).Length;

        Assert.Equal(size, SlugArchive.Pack(source.Path, new MemoryStream(), size, Cancellation));
        var exception = Assert.Throws<SlugTooLargeException>(() => SlugArchive.Pack(source.Path, new MemoryStream(), size - 1, Cancellation));
        Assert.Equal((size, size - 1), (exception.Size, exception.Maximum));
    }

    [Fact]
    public void TooLarge_Message_HasHerokusWording() => Assert.Equal(
        "Compiled slug size: 551.2M is too large (max is 500M).",
        new SlugTooLargeException((long)(551.2 * 1024 * 1024), SlugArchive.DefaultMaximum).Message);

    [Fact]
    public async Task Store_TooLarge_StoresNothing()
    {
        using var source = RandomTree(3_000_000);
        using var directory = new TemporaryDirectory();
        var store = new FileSlugStore(directory.Path);

        await Assert.ThrowsAsync<SlugTooLargeException>(
            () => SlugArchive.StoreAsync(source.Path, store, 2_000_000, Cancellation));

        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task Store_LargerThanItsBuffer_GivesDigestAndSize()
    {
        using var source = RandomTree(5_000_000);
        using var target = new TemporaryDirectory();
        var store = new InMemorySlugStore();

        var (digest, size) = await SlugArchive.StoreAsync(source.Path, store, long.MaxValue, Cancellation);

        await using var slug = await store.OpenAsync(digest, Cancellation);
        Assert.Equal(slug!.Length, size);
        SlugArchive.Unpack(slug, target.Path, digest, Cancellation);
        Assert.Equal(File.ReadAllBytes(source.Combine("random")), File.ReadAllBytes(target.Combine("random")));
    }

    [Fact]
    public async Task Store_StoreThatFails_ThrowsItsException()
    {
        using var source = RandomTree(5_000_000);

        await Assert.ThrowsAsync<PaasException>(
            () => SlugArchive.StoreAsync(source.Path, new BrokenStore(), long.MaxValue, Cancellation));
    }

    [Fact]
    public void Unpack_AnyByteChanged_IsChecksumError()
    {
        using var source = RandomTree(2000);
        source.Write("text", "some text that compresses");
        var slug = Pack(source.Path);
        var digest = DigestOf(slug);
        Gen.Select(Gen.Int[0, slug.Length - 1], Gen.Int[1, 255]).Sample(
            (position, change) =>
            {
                using var target = new TemporaryDirectory();
                var corrupt = (byte[])slug.Clone();
                corrupt[position] ^= (byte)change;
                var exception = Assert.Throws<SlugChecksumException>(() => SlugArchive.Unpack(new MemoryStream(corrupt), target.Path, digest, Cancellation));
                Assert.Equal((digest, DigestOf(corrupt)), (exception.Expected, exception.Actual));
            },
            iter: 1000, threads: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(700)]
    public void Unpack_Truncated_IsChecksumError(int length)
    {
        using var source = RandomTree(2000);
        using var target = new TemporaryDirectory();
        var slug = Pack(source.Path);

        Assert.Throws<SlugChecksumException>(() => SlugArchive.Unpack(new MemoryStream(slug[..length]), target.Path, DigestOf(slug), Cancellation));
    }

    [Fact]
    public void Unpack_NotAnArchive_IsFormatError()
    {
        using var target = new TemporaryDirectory();
        var bytes = Encoding.UTF8.GetBytes("this is no archive at all");

        Assert.Throws<SlugFormatException>(() => SlugArchive.Unpack(new MemoryStream(bytes), target.Path, DigestOf(bytes), Cancellation));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/tmp/paas-test-evil")]
    [InlineData("a/..")]
    [InlineData(".")]
    [InlineData("..")]
    public void Unpack_NameThatLeadsOut_IsRefused(string name) => AssertRefused(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("evil"u8.ToArray()) });

    [Theory]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Unpack_EntryThatIsNoFile_IsRefused(TarEntryType type)
    {
        var entry = new PaxTarEntry(type, "thing");
        if (type is TarEntryType.HardLink)
            entry.LinkName = "/etc/passwd";
        AssertRefused(entry);
    }

    [Fact]
    public void Unpack_FileThroughLink_IsRefusedAndWritesNothingOutside()
    {
        using var outside = new TemporaryDirectory();
        AssertRefused(
            new PaxTarEntry(TarEntryType.SymbolicLink, "door") { LinkName = outside.Path },
            new PaxTarEntry(TarEntryType.RegularFile, "door/evil") { DataStream = new MemoryStream("evil"u8.ToArray()) });
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void Unpack_FileOverLink_IsRefusedAndWritesNothingOutside()
    {
        using var outside = new TemporaryDirectory();
        AssertRefused(
            new PaxTarEntry(TarEntryType.SymbolicLink, "name") { LinkName = outside.Combine("evil") },
            new PaxTarEntry(TarEntryType.RegularFile, "name") { DataStream = new MemoryStream("evil"u8.ToArray()) });
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void Unpack_LinkThroughLink_IsRefusedAndWritesNothingOutside()
    {
        using var outside = new TemporaryDirectory();
        AssertRefused(
            new PaxTarEntry(TarEntryType.SymbolicLink, "door") { LinkName = outside.Path },
            new PaxTarEntry(TarEntryType.SymbolicLink, "door/evil") { LinkName = "/etc/passwd" });
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void Unpack_FileAsDirectory_IsRefused() => AssertRefused(
        new PaxTarEntry(TarEntryType.RegularFile, "a"),
        new PaxTarEntry(TarEntryType.RegularFile, "a/b"));

    [Fact]
    public void Unpack_ForeignArchiveWithDots_Works()
    {
        using var target = new TemporaryDirectory();
        var slug = Archive(
            new UstarTarEntry(TarEntryType.Directory, "./"),
            new UstarTarEntry(TarEntryType.RegularFile, "./a//b") { DataStream = new MemoryStream("x"u8.ToArray()) });

        SlugArchive.Unpack(new MemoryStream(slug), target.Path, DigestOf(slug), Cancellation);

        Assert.Equal("x", File.ReadAllText(target.Combine("a/b")));
    }

    [Fact]
    public void Read_MoreThanTheMaximum_IsRefusedBeforeItIsWritten()
    {
        using var target = new TemporaryDirectory();
        using var tar = new GZipStream(new MemoryStream(Archive(
            new UstarTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream(new byte[60]) },
            new UstarTarEntry(TarEntryType.RegularFile, "b") { DataStream = new MemoryStream(new byte[60]) })), CompressionMode.Decompress);

        Assert.Throws<SlugFormatException>(() => SlugUnpacker.Read(tar, target.Path, null, Cancellation, maximum: 100));

        Assert.Equal([target.Combine("a")], Directory.GetFileSystemEntries(target.Path));
    }

    private static void AssertRefused(params TarEntry[] entries)
    {
        using var target = new TemporaryDirectory();
        var inner = Directory.CreateDirectory(target.Combine("app")).FullName;
        var slug = Archive(entries);

        Assert.Throws<SlugFormatException>(() => SlugArchive.Unpack(new MemoryStream(slug), inner, DigestOf(slug), Cancellation));

        Assert.Equal([inner], Directory.GetFileSystemEntries(target.Path));
        Assert.False(File.Exists("/tmp/paas-test-evil"));
    }

    private static byte[] Archive(params TarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, leaveOpen: true))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    private static byte[] Pack(string directory)
    {
        using var bytes = new MemoryStream();
        SlugArchive.Pack(directory, bytes, SlugArchive.DefaultMaximum, Cancellation);
        return bytes.ToArray();
    }

    private static List<string> Names(byte[] slug)
    {
        var names = new List<string>();
        using var tar = new TarReader(new GZipStream(new MemoryStream(slug), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
            names.Add(entry.Name);
        return names;
    }

    private static string ModeText(UnixFileMode mode) =>
        "-" + string.Concat(Enumerable.Range(0, 9).Select(i => ((int)mode & (256 >> i)) != 0 ? "rwx"[i % 3] : '-'));

    private static string DigestOf(byte[] slug) => SlugDigest.Format(SHA256.HashData(slug));

    private static TemporaryDirectory RandomTree(int length)
    {
        var directory = new TemporaryDirectory();
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(directory.Combine("random"), bytes);
        return directory;
    }

    private static void WriteTree(string root, Dictionary<string, (byte[] Content, bool Executable)> tree, IEnumerable<string> order)
    {
        foreach (var name in order)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, tree[name].Content);
            var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            File.SetUnixFileMode(path, tree[name].Executable ? mode | UnixFileMode.UserExecute : mode);
        }
    }

    private sealed class BrokenStore : ISlugStore
    {
        public ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken) => default;

        public async ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken)
        {
            await content.ReadExactlyAsync(new byte[10], cancellationToken);
            throw new PaasException(PaasErrors.Unavailable, "Broken.");
        }

        public ValueTask DeleteAsync(string digest, CancellationToken cancellationToken) => default;
    }
}
