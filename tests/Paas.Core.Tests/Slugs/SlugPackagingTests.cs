#pragma warning disable CA1416 // Modes and special files are of Unix.
using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace Paas.Slugs;

public sealed class SlugPackagingTests : IDisposable
{
    private const UnixFileMode AllExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

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

    private readonly PackingRoom _room = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _room.Dispose();

    [Fact]
    public Task PackUnpack_AnyTree_RoundTripsAndIsDeterministic() => GenTree.SampleAsync(
        async tree =>
        {
            using var first = new TemporaryDirectory();
            using var second = new TemporaryDirectory();
            WriteTree(first.Path, tree, tree.Keys.Order(StringComparer.Ordinal));
            WriteTree(second.Path, tree, tree.Keys.OrderDescending(StringComparer.Ordinal));

            using var slug = await _room.PackAsync(first.Path);
            using var same = await _room.PackAsync(second.Path, slug.Packs);
            Assert.Equal(slug.Digest, same.Digest);
            using var unpacked = await _room.UnpackAsync(slug);

            var names = Directory.EnumerateFiles(unpacked.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(unpacked.Path, path));
            Assert.Equal(tree.Keys.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
            foreach (var (name, (content, executable)) in tree)
            {
                Assert.Equal(content, File.ReadAllBytes(unpacked.Combine(name)));
                Assert.Equal(executable, (File.GetUnixFileMode(unpacked.Combine(name)) & UnixFileMode.UserExecute) != 0);
            }
        },
        iter: 25, threads: 1);

    /// <summary>What the machine decides and not the app is no part of the slug.</summary>
    [Fact]
    public async Task Pack_TimesModesHardLinksOrderAndCulture_ChangeNothing()
    {
        using var plain = new TemporaryDirectory();
        using var odd = new TemporaryDirectory();
        foreach (var name in (string[])["İ", "i", "ı", "a-b", "a/b", "Z"])
            plain.Write(name, "content");
        foreach (var name in (string[])["Z", "a/b", "ı", "i", "İ"])
            odd.Write(name, "content");
        Assert.Equal(0, await RunAsync("ln", odd.Combine("i"), odd.Combine("a-b")));
        foreach (var file in Directory.EnumerateFiles(odd.Path))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        File.SetUnixFileMode(odd.Combine("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Environment.UserName == "root")
            Assert.Equal(0, await RunAsync("chown", "-R", "1234:4321", odd.Path));

        using var expected = await _room.PackAsync(plain.Path);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = OddCulture();
            using var actual = await _room.PackAsync(odd.Path);
            Assert.Equal(expected.Digest, actual.Digest);
            Assert.Equal(expected.Packs, actual.Packs);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task Pack_SpecialFiles_AreLeftOut()
    {
        using var source = new TemporaryDirectory();
        source.Write("file", "");
        Assert.Equal(0, await RunAsync("mkfifo", source.Combine("pipe")));
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(source.Combine("socket")));

        using var slug = await _room.PackAsync(source.Path);

        Assert.Equal(["file"], slug.Entries.Select(static entry => entry.Name));
    }

    [Fact]
    public async Task PackUnpack_LinksEmptyDirectoriesAndLargeFiles_AreKept()
    {
        using var source = new TemporaryDirectory();
        source.Write("bin/tool", "x");
        File.SetUnixFileMode(source.Combine("bin/tool"), (UnixFileMode)0x1C0);
        File.CreateSymbolicLink(source.Combine("link"), "bin/tool");
        File.CreateSymbolicLink(source.Combine("bin/python"), "/usr/bin/python3");
        File.CreateSymbolicLink(source.Combine("broken"), "nowhere");
        Directory.CreateSymbolicLink(source.Combine("up"), "..");
        Directory.CreateDirectory(source.Combine("empty/inner"));
        source.Write("nothing", "");
        File.WriteAllBytes(source.Combine("large"), PackingRoom.Bytes((2 * SlugEntry.PieceSize) + 1));
        File.WriteAllBytes(source.Combine("exact"), PackingRoom.Bytes(SlugEntry.PieceSize));
        File.WriteAllBytes(source.Combine("zeros"), new byte[3 * SlugEntry.PieceSize]);

        using var slug = await _room.PackAsync(source.Path);
        using var target = await _room.UnpackAsync(slug);

        Assert.Equal("bin/tool", new FileInfo(target.Combine("link")).LinkTarget);
        Assert.Equal("/usr/bin/python3", new FileInfo(target.Combine("bin/python")).LinkTarget);
        Assert.Equal("nowhere", new FileInfo(target.Combine("broken")).LinkTarget);
        Assert.Equal("..", new FileInfo(target.Combine("up")).LinkTarget);
        Assert.True(Directory.Exists(target.Combine("empty/inner")));
        Assert.Equal(AllExecute, File.GetUnixFileMode(target.Combine("bin/tool")) & AllExecute);
        foreach (var name in (string[])["nothing", "large", "exact", "zeros"])
            Assert.Equal(File.ReadAllBytes(source.Combine(name)), File.ReadAllBytes(target.Combine(name)));
        using var again = await _room.PackAsync(target.Path, slug.Packs);
        Assert.Equal((slug.Digest, null), (again.Digest, again.NewPack));
    }

    /// <summary>The second release of an app adds what changed, and with nothing changed nothing.</summary>
    [Fact]
    public async Task Pack_OneFileOfManyChanged_StoresAboutThatFile()
    {
        using var source = new TemporaryDirectory();
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var content = new byte[2000];
            random.NextBytes(content);
            File.WriteAllBytes(source.Write(string.Create(CultureInfo.InvariantCulture, $"modules/{i % 40}/{i}.js"), ""), content);
        }

        using var first = await _room.PackAsync(source.Path);
        using var unchanged = await _room.PackAsync(source.Path, first.Packs);
        source.Write("modules/7/7.js", "changed");
        using var second = await _room.PackAsync(source.Path, first.Packs);
        using var target = await _room.UnpackAsync(second);

        Assert.InRange(first.NewBytes, 1_000_000, 1_080_000);
        Assert.Equal((null, first.Digest, first.Packs[0]), (unchanged.NewPack, unchanged.Digest, Assert.Single(unchanged.Packs)));
        Assert.InRange(unchanged.Size, first.Size - 2000, first.Size);
        // The file, one page of the listing, the root.
        Assert.InRange(second.NewBytes, 1, 40_000);
        Assert.InRange(second.Size, first.Size - 20_000, first.Size + 40_000);
        Assert.Equal(2, second.Packs.Length);
        Assert.Equal("changed", File.ReadAllText(target.Combine("modules/7/7.js")));
        Assert.Equal(500, Directory.EnumerateFiles(target.Path, "*", SearchOption.AllDirectories).Count());
    }

    /// <summary>Hundreds of releases do not make a slug of hundreds of packs.</summary>
    [Fact]
    public async Task Pack_ManyReleases_KeepsTheNumberOfPacksSmall()
    {
        using var source = new TemporaryDirectory();
        IReadOnlyList<string> packs = [];
        for (var release = 0; release < 100; release++)
        {
            source.Write(string.Create(CultureInfo.InvariantCulture, $"file-{release % 50}"), string.Create(CultureInfo.InvariantCulture, $"content {release}"));
            using var slug = await _room.PackAsync(source.Path, packs);
            packs = slug.Packs;
            Assert.InRange(packs.Count, 1, 33);
            if (release % 33 == 0)
            {
                using var target = await _room.UnpackAsync(slug);
                Assert.Equal(Directory.GetFiles(source.Path).Length, Directory.GetFiles(target.Path).Length);
            }
        }
    }

    [Fact]
    public async Task Pack_JustTheMaximum_Fits()
    {
        using var source = new TemporaryDirectory();
        File.WriteAllBytes(source.Combine("random"), PackingRoom.Bytes(5_000_000));
        source.Write("modules/small", "x");
        using var slug = await _room.PackAsync(source.Path);

        using var fits = await SlugPackaging.PackAsync(source.Path, new InMemorySlugStore(), [], slug.Size, _room.Scratch, Cancellation);
        var refusal = await Assert.ThrowsAsync<SlugTooLargeException>(() => SlugPackaging.PackAsync(source.Path, new InMemorySlugStore(), [], slug.Size - 1, _room.Scratch, Cancellation));

        Assert.Equal((slug.Size, slug.Size - 1), (refusal.Size, refusal.Maximum));
        Assert.Equal(["modules", "modules/small", "random"], refusal.Entries.Select(static entry => entry.Name));
    }

    [Fact]
    public async Task Pack_LargerThanMemoryForIt_SpillsAndLeavesNothing()
    {
        using var source = new TemporaryDirectory();
        File.WriteAllBytes(source.Combine("random"), PackingRoom.Bytes(40_000_000));

        using (var slug = await _room.PackAsync(source.Path))
        using (var target = await _room.UnpackAsync(slug))
            Assert.Equal(File.ReadAllBytes(source.Combine("random")), File.ReadAllBytes(target.Combine("random")));

        Assert.Empty(Directory.GetFileSystemEntries(_room.Scratch));
    }

    [Fact]
    public async Task Pack_ScratchCannotBeWritten_SaysWhereAndWhy()
    {
        using var source = new TemporaryDirectory();
        File.WriteAllBytes(source.Combine("random"), PackingRoom.Bytes(40_000_000));

        var refusal = await Assert.ThrowsAsync<PaasException>(
            () => SlugPackaging.PackAsync(source.Path, _room.Store, [], long.MaxValue, Path.Combine(_room.Scratch, "missing"), Cancellation));

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
        Assert.Contains(Path.Combine(_room.Scratch, "missing"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileIsGoneMeanwhile_SaysWhich()
    {
        using var source = new TemporaryDirectory();
        source.Write("modules/one", "content");
        var walk = new TreeWalk(source.Path);
        using var run = new ContentRun();
        Assert.True(walk.Next(run));
        File.Delete(source.Combine("modules/one"));

        var refusal = Assert.Throws<SlugFormatException>(run.Read);

        Assert.Contains("'modules/one' cannot be put into the slug", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Who waits for the contents before its own does not wait for ever when they cannot be read.</summary>
    [Fact]
    public async Task Take_WhatComesBeforeFails_GivesUp()
    {
        using var source = new TemporaryDirectory();
        source.Write("file", "content");
        using var run = new ContentRun();
        Assert.True(new TreeWalk(source.Path).Next(run));
        run.Read();
        run.Begin(1);
        using var writer = new PackWriter(await SlugReader.OpenAsync(_room.Store, [], Cancellation), new PackBody(_room.Scratch, long.MaxValue));
        var taken = Task.Run(() => writer.Take(run), Cancellation);

        writer.Stop();

        await taken.WaitAsync(Cancellation);
        Assert.Empty(writer.Contents);
    }

    /// <summary>A pack that is gone or damaged is not built upon: a new deploy heals the app.</summary>
    [Fact]
    public async Task Pack_EarlierPackIsMissing_PacksAllAnew()
    {
        using var source = new TemporaryDirectory();
        source.Write("file", "content");
        using var first = await _room.PackAsync(source.Path);
        await _room.Store.DeleteAsync(first.Packs[0], Cancellation);

        await Assert.ThrowsAsync<SlugFormatException>(() => _room.UnpackAsync(first));
        using var second = await _room.PackAsync(source.Path, first.Packs);
        using var target = await _room.UnpackAsync(second);

        Assert.Equal("content", File.ReadAllText(target.Combine("file")));
    }

    /// <summary>Another order of names and other signs in numbers, also where the runtime has no data of real cultures.</summary>
    private static CultureInfo OddCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "~";
        culture.NumberFormat.NumberGroupSeparator = "'";
        return culture;
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
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
}
