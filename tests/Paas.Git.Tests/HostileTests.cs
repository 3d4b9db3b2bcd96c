using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Paas.Git.Tests.Fakes;

namespace Paas.Git.Tests;

/// <summary>Requests that no git client sends.</summary>
public sealed class HostileTests
{
    private const string Zero = "0000000000000000000000000000000000000000";
    private const string One = "1111111111111111111111111111111111111111";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> MalformedRequests() => new()
    {
        { "zzzz", "ERR bad packet length 0x7a7a7a7a" },
        { "0003", "ERR bad packet length" },
        { "ffff", "ERR bad packet length" },
        { "0008", "ERR the request ends in the middle of a packet" },
        { "00", "ERR the request ends in the middle of a packet" },
        { Pkt("hello"), "ERR a command is not 'old new name'" },
        { Pkt($"{Zero} {One} refs/heads/\xff\0report-status") + "0000", "ERR the name of a branch or tag is not UTF-8" },
        { Pkt($"{Zero} {One} refs/heads/a\0report-status") + Pkt($"{Zero} {One} refs/heads/a") + "0000", "ERR 'refs/heads/a' is in the push twice" },
        { Pkt($"{Zero} {One} refs/heads/a\0object-format=sha256") + "0000", "ERR only repositories with SHA-1" },
        { Command("refs/heads/a"), "unpack the pack is missing" },
        { Command("refs/heads/a") + "PACK", "unpack the pack ends too early" },
        { Command("refs/heads/a") + "JUNKJUNKJUNKJUNKJUNKJUNKJUNKJUNKJUNKJUNK", "unpack what follows the commands is not a pack" },
        { Command("refs/heads/a") + "PACK\0\0\0\x02\0\0\0\0" + new string('x', 20), "unpack the pack is damaged" },
        { Command("refs/heads/a") + "PACK\0\0\0\x02\xff\xff\xff\xff" + new string('x', 40), "more than the limit" },
        { Command("refs/heads/a") + Latin(EmptyPack()), "unpack the pack lacks 1111111111111111111111111111111111111111" },
        { Command("refs/heads/../../x") + Latin(EmptyPack()), "ng refs/heads/../../x funny refname" },
        { Command("refs/remotes/x") + Latin(EmptyPack()), "ng refs/remotes/x only branches and tags can be pushed" },
        { Command("HEAD") + Latin(EmptyPack()), "ng HEAD only branches and tags can be pushed" },
        { Command("refs/heads/" + new string('a', 300)) + Latin(EmptyPack()), "funny refname" },
        { Pkt($"{One} {Zero} refs/heads/none\0report-status") + "0000", "ng refs/heads/none there is no such branch or tag" },
    };

    [Theory]
    [MemberData(nameof(MalformedRequests))]
    public async Task Push_Malformed_IsAnsweredReadablyAndLeavesNothing(string body, string expected)
    {
        await using var host = await GitHost.StartAsync();
        Assert.Contains(expected, await SendAsync(host, Encoding.Latin1.GetBytes(body)), StringComparison.Ordinal);
        Assert.Empty(host.Quarantined);
        Assert.False(File.Exists(Path.Combine(host.Repository, "refs", "heads", "a")));
    }

    [Theory]
    [InlineData("want 1111111111111111111111111111111111111111 side-band-64k", "ERR upload-pack: not our ref 1111")]
    [InlineData("want x", "ERR a 'want' line has no object id")]
    [InlineData("want", "ERR a 'want' line has no object id")]
    [InlineData("deepen 1", "ERR shallow and partial clones are not supported")]
    [InlineData("nonsense", "ERR an unknown line in the request")]
    public async Task Fetch_Malformed_IsAnsweredReadably(string line, string expected)
    {
        await using var host = await GitHost.StartAsync();
        Assert.StartsWith(expected, (await SendAsync(host, Encoding.Latin1.GetBytes(Pkt(line) + "00000009done\n"), service: "git-upload-pack"))[4..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_Probe_IsAnsweredWithNothing()
    {
        await using var host = await GitHost.StartAsync();
        Assert.Equal("", await SendAsync(host, "0000"u8.ToArray()));
    }

    [Fact]
    public async Task Push_Gzipped_IsUnderstood()
    {
        await using var host = await GitHost.StartAsync();
        var (commit, pack) = await PackAsync(host);
        Assert.Contains("ok refs/heads/a", await SendAsync(host, [.. Encoding.Latin1.GetBytes(Command("refs/heads/a", commit)), .. pack], gzip: true), StringComparison.Ordinal);
        Assert.Equal(commit, await host.ServerRefAsync("refs/heads/a"));
        await host.AssertSoundAsync();
    }

    [Fact]
    public async Task Push_PackTruncatedOrChangedAnywhere_IsRefused()
    {
        await using var host = await GitHost.StartAsync();
        var (commit, pack) = await PackAsync(host);
        var head = Encoding.Latin1.GetBytes(Command("refs/heads/a", commit));
        for (var i = 0; i < pack.Length; i += 11)
        {
            Assert.Contains("ng refs/heads/a unpacker error", await SendAsync(host, [.. head, .. pack[..i]]), StringComparison.Ordinal);
            var changed = pack.ToArray();
            changed[i] ^= 0x55;
            Assert.Contains("ng refs/heads/a unpacker error", await SendAsync(host, [.. head, .. changed]), StringComparison.Ordinal);
        }

        Assert.Contains("ng refs/heads/a unpacker error", await SendAsync(host, [.. head, .. pack, 1, 2, 3]), StringComparison.Ordinal);
        Assert.Null(await host.ServerRefAsync("refs/heads/a"));
        Assert.Empty(host.Quarantined);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Repository, "objects", "pack")));
    }

    [Fact]
    public async Task Push_PackWithoutTheParent_NamesTheShallowClone()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        await host.CommitAsync("a.txt", "2");
        (await host.GitInAsync(host.Root, "clone", "-q", "--depth", "1", $"file://{host.Work}", "shallow")).Succeeded();
        var push = (await host.GitInAsync(Path.Combine(host.Root, "shallow"), "push", host.Url, "main")).Failed();
        Assert.Contains("git fetch --unshallow", push.Error, StringComparison.Ordinal);
        Assert.Empty(host.Builds.All);
        Assert.Empty(host.Quarantined);
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData("..")]
    public async Task Push_TreeWithForbiddenName_IsRefused(string name)
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("good.txt", "1");
        var blob = await host.RevParseAsync("HEAD:good.txt");
        var id = await WriteTreeAsync(host, ($"100644 {name}", blob));
        var commit = (await host.GitAsync("commit-tree", id, "-m", "bad")).Succeeded().Output.Trim();
        var push = (await host.PushAsync($"{commit}:refs/heads/main")).Failed();
        Assert.Contains("unpacker error", push.Error, StringComparison.Ordinal);
        Assert.Empty(host.Builds.All);
    }

    [Fact]
    public async Task Push_LinkOutOfTheRepository_IsRefusedBeforeTheBuild()
    {
        await using var host = await GitHost.StartAsync();
        File.CreateSymbolicLink(Path.Combine(host.Work, "Procfile"), "/etc/passwd");
        await host.CommitAsync("a.txt", "1");
        var push = (await host.PushAsync("main")).Failed();
        Assert.Contains(push.Remote, static l => l.Contains("The symbolic link 'Procfile' points to '/etc/passwd', outside", StringComparison.Ordinal));
        Assert.Contains("!\tPush rejected to shop.", push.Remote);
        Assert.Empty(host.Builds.All);
    }

    /// <summary>What is in the directory would be written to where the link leads.</summary>
    [Fact]
    public async Task Push_NameThatIsALinkAndADirectory_IsRefusedBeforeTheBuild()
    {
        await using var host = await GitHost.StartAsync();
        File.CreateSymbolicLink(Path.Combine(host.Work, "link"), "/usr/lib");
        await host.CommitAsync("a.txt", "1");
        var (link, file) = (await host.RevParseAsync("HEAD:link"), await host.RevParseAsync("HEAD:a.txt"));
        // Sorted as git sorts, so that the two are not next to each other.
        var id = await WriteTreeAsync(host, ("120000 a", link), ("100644 a.txt", file), ("40000 a", await WriteTreeAsync(host, ("120000 paas-test-evil", link))));
        var commit = (await host.GitAsync("commit-tree", id, "-m", "bad")).Succeeded().Output.Trim();

        var push = (await host.PushAsync($"{commit}:refs/heads/main")).Failed();

        Assert.Contains(push.Remote, static l => l.Contains("'a' is a symbolic link and a directory at once", StringComparison.Ordinal));
        Assert.Empty(host.Builds.All);
    }

    [Fact]
    public async Task Push_Submodule_IsTold()
    {
        await using var host = await GitHost.StartAsync();
        await host.CommitAsync("a.txt", "1");
        (await host.GitAsync("update-index", "--add", "--cacheinfo", $"160000,{One},vendor/lib")).Succeeded();
        (await host.GitAsync("commit", "-q", "-m", "sub")).Succeeded();
        var push = (await host.PushAsync("main")).Succeeded();
        Assert.Contains(push.Remote, static l => l.Contains("Submodules are not supported: 'vendor/lib' stays empty.", StringComparison.Ordinal));
        Assert.True(Directory.Exists(Path.Combine(host.Builds.All[0].Directory, "vendor/lib")));
    }

    [Fact]
    public async Task Push_BeyondTheLimits_IsRefusedWithTheLimit()
    {
        await using var host = await GitHost.StartAsync(static options =>
        {
            options.MaxPackSize = 1 << 20;
            options.MaxCheckoutPaths = 3;
        });
        var bytes = new byte[3 << 19];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(host.Work, "large"), bytes, Token);
        await host.CommitAllAsync("Large");
        Assert.Contains("the pack is larger than 1 MB", (await host.PushAsync("main")).Failed().Error, StringComparison.Ordinal);

        (await host.GitAsync("checkout", "-q", "--orphan", "fresh")).Succeeded();
        (await host.GitAsync("rm", "-q", "--cached", "large")).Succeeded();
        File.Delete(Path.Combine(host.Work, "large"));
        for (var i = 0; i < 4; i++)
            await File.WriteAllTextAsync(Path.Combine(host.Work, $"f{i}"), "", Token);
        await host.CommitAllAsync("Many");
        Assert.Contains("more than 3 paths", (await host.PushAsync("fresh:main")).Failed().Error, StringComparison.Ordinal);
        Assert.Empty(host.Quarantined);
    }

    [Fact]
    public async Task Push_Bombs_AreRefusedBeforeTheyGoOff()
    {
        await using var host = await GitHost.StartAsync(static options => options.MaxObjectSize = 1 << 20);
        var large = Entry(0x30, new byte[(1 << 20) + 1]);
        Assert.Contains("an object of the pack is larger than 1 MB", await SendPackAsync(host, large), StringComparison.Ordinal);

        // 64 KB at the base, and a delta that copies it 32 times.
        var start = Entry(0x30, new byte[65536]);
        byte[] delta = [.. Variable(65536), .. Variable(32 * 65536), .. Enumerable.Repeat((byte)0x80, 32)];
        byte[] bomb = [.. Header(0x60, delta.Length), .. OffsetTo(start.Length), .. Zlib(delta)];
        Assert.Contains("an object of the pack is larger than 1 MB", await SendPackAsync(host, start, bomb), StringComparison.Ordinal);

        byte[] harmless = [.. Variable(65536), .. Variable(65536 * 2), 0x80, 0x80];
        byte[] second = [.. Header(0x60, harmless.Length), .. OffsetTo(start.Length), .. Zlib(harmless)];
        Assert.Contains("the pack lacks", await SendPackAsync(host, start, second), StringComparison.Ordinal); // it is sound; only the tip is not in it
        Assert.Empty(host.Quarantined);
    }

    private static Task<string> SendPackAsync(GitHost host, params byte[][] entries)
    {
        byte[] pack = [.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, (byte)entries.Length, .. entries.SelectMany(static e => e)];
#pragma warning disable CA5350 // git's packs end in SHA-1
        return SendAsync(host, [.. Encoding.Latin1.GetBytes(Command("refs/heads/a")), .. pack, .. SHA1.HashData(pack)]);
#pragma warning restore CA5350
    }

    private static byte[] Entry(int type, byte[] data) => [.. Header(type, data.Length), .. Zlib(data)];

    private static byte[] Header(int type, int size) =>
        size < 16 ? [(byte)(type | size)] : [(byte)(type | (size & 15) | 0x80), .. Variable(size >> 4)];

    private static byte[] Variable(int value) => value < 128 ? [(byte)value] : [(byte)(value & 0x7f | 0x80), .. Variable(value >> 7)];

    private static byte[] OffsetTo(int distance)
    {
        List<byte> bytes = [(byte)(distance & 0x7f)];
        while ((distance >>= 7) > 0)
            bytes.Insert(0, (byte)(0x80 | (--distance & 0x7f)));
        return [.. bytes];
    }

    private static byte[] Zlib(byte[] data)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(data);
        return packed.ToArray();
    }

    private static async Task<(string Commit, byte[] Pack)> PackAsync(GitHost host)
    {
        await host.CommitAsync("a.txt", "1");
        var commit = await host.CommitAsync("b.txt", "2");
        (await host.GitAsync("repack", "-adq")).Succeeded();
        var file = Directory.GetFiles(Path.Combine(host.Work, ".git", "objects", "pack"), "*.pack").Single();
        return (commit, await File.ReadAllBytesAsync(file, Token));
    }

    private static async Task<string> SendAsync(GitHost host, byte[] body, bool gzip = false, string service = "git-receive-pack")
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{FakePlatform.Token}")));
        using var content = new ByteArrayContent(gzip ? Gzip(body) : body);
        content.Headers.ContentType = new($"application/x-{service}-request");
        if (gzip)
            content.Headers.ContentEncoding.Add("gzip");
        using var response = await client.PostAsync(new Uri(host.Address, $"/shop.git/{service}"), content, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(Token);
    }

    private static byte[] Gzip(byte[] data)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(data);
        return packed.ToArray();
    }

    private static string Command(string name, string id = One) => Pkt($"{Zero} {id} {name}\0report-status") + "0000";

    private static string Pkt(string payload) => $"{payload.Length + 4:x4}{payload}";

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] EmptyPack()
    {
        byte[] header = [.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, 0];
#pragma warning disable CA5350 // git's packs end in SHA-1
        return [.. header, .. SHA1.HashData(header)];
#pragma warning restore CA5350
    }

    private static async Task<string> WriteTreeAsync(GitHost host, params (string ModeAndName, string Id)[] entries)
    {
        byte[] tree = [.. entries.SelectMany(static entry => (byte[])[.. Encoding.UTF8.GetBytes(entry.ModeAndName + "\0"), .. Convert.FromHexString(entry.Id)])];
        await File.WriteAllBytesAsync(Path.Combine(host.Root, "tree"), tree, Token);
        return (await host.GitAsync("hash-object", "-t", "tree", "-w", "--literally", Path.Combine(host.Root, "tree"))).Succeeded().Output.Trim();
    }
}
