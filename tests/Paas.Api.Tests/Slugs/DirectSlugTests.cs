using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json;

namespace Paas.Api.Tests.Slugs;

/// <summary>Slugs that were built elsewhere: made, put and released by HTTP.</summary>
public sealed class DirectSlugTests
{
    private static readonly byte[] _good = TestArchive.Pack(static tar =>
    {
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./app/"));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./app/server") { Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream("#!/bin/sh\n"u8.ToArray()) });
        tar.WriteEntry(TestArchive.File("./app/lib/data.txt", "data"));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "./app/python") { LinkName = "/app/.heroku/python" });
    });

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slug_ThatWasPut_IsReleasedAndFoundUnderItsId()
    {
        await using var host = await StartAsync();
        var slug = await CreateAsync(host, $$$"""{"process_types":{"web":"./server"},"commit":"0123456789abcdef","commit_description":"Faster","buildpack_provided_description":"Ruby/Rack","stack":"heroku-22","checksum":"{{{TestArchive.ChecksumOf(_good)}}}"}""");
        var id = slug.GetProperty("id").GetString()!;
        Assert.Equal("put", slug.GetProperty("blob").GetProperty("method").GetString());
        await PutAsync(slug, _good);
        var before = await host.GetAsync($"/apps/shop/slugs/{id}");
        Assert.Equal("Faster", before.GetProperty("commit_description").GetString());
        Assert.Equal(_good, await DownloadAsync(before));

        var release = (await ReleaseAsync(host, id)).Expect(201).Json;

        Assert.Equal((3, "Deploy 01234567", id), (release.GetProperty("version").GetInt32(), release.GetProperty("description").GetString(), release.GetProperty("slug").GetProperty("id").GetString()));
        await host.Paas.SettleAsync();
        var dyno = Assert.Single(await host.Paas.Platform.Dynos.ListAsync("shop", Stopping));
        Assert.Equal(("web", "./server"), (dyno.Type, dyno.Command));
        var files = (await host.Paas.Platform.Slugs.GetAsync("shop", 3, Stopping)).Files;
        Assert.Equal(["-rw-r--r-- lib/data.txt", "-rwxr-xr-x server", "lrwxrwxrwx python"], files.Where(static file => file.Mode[0] != 'd').Select(static file => $"{file.Mode} {file.Path}").Order(StringComparer.Ordinal));

        var after = await host.GetAsync($"/apps/shop/slugs/{id}");
        Assert.Equal(("heroku-22", "Ruby/Rack", "0123456789abcdef"), (after.GetProperty("stack").GetProperty("name").GetString(), after.GetProperty("buildpack_provided_description").GetString(), after.GetProperty("commit").GetString()));
        Assert.Contains("lib/data.txt", await NamesAsync(await DownloadAsync(after)));
        var again = (await ReleaseAsync(host, id, "Once more")).Expect(201).Json;
        Assert.Equal((4, "Once more", id), (again.GetProperty("version").GetInt32(), again.GetProperty("description").GetString(), again.GetProperty("slug").GetProperty("id").GetString()));
        Assert.Empty(Directory.GetDirectories(Path.Combine(host.Paas.DataDirectory, "builds")));
    }

    [Fact]
    public async Task Slug_WithAReleaseCommand_IsPending()
    {
        await using var host = await StartAsync();
        var slug = await CreateAsync(host, """{"process_types":{"web":"./server","release":"./migrate"}}""");
        await PutAsync(slug, _good);

        var release = (await ReleaseAsync(host, slug.GetProperty("id").GetString()!, "First")).Expect(201).Json;

        Assert.Equal(("pending", "First"), (release.GetProperty("status").GetString(), release.GetProperty("description").GetString()));
    }

    [Fact]
    public async Task Slug_OfAnotherApp_IsNotFound()
    {
        await using var host = await StartAsync();
        await host.Paas.Platform.Apps.CreateAsync("other", Stopping);
        var id = (await CreateAsync(host)).GetProperty("id").GetString();

        (await host.SendAsync("GET", $"/apps/other/slugs/{id}")).Expect(404);
        (await host.SendAsync("POST", "/apps/other/releases", $$"""{"slug":"{{id}}"}""")).Expect(404);
    }

    [Fact]
    public async Task Slug_ThatIsRead_GivesNoAddressToPutTo()
    {
        await using var host = await StartAsync();
        var slug = await CreateAsync(host);
        var shown = (await host.GetAsync($"/apps/shop/slugs/{slug.GetProperty("id")}")).GetProperty("blob");

        Assert.Equal("get", shown.GetProperty("method").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await TestArchive.PutAsync(shown.GetProperty("url").GetString()!, _good)).StatusCode);
    }

    [Theory]
    [InlineData("{}", "'process_types' is missing")]
    [InlineData("""{"process_types":{"we b":"x"}}""", "'process_types' has an illegal name")]
    [InlineData("""{"process_types":{"web":""}}""", "'process_types.web' must be a command")]
    [InlineData("""{"process_types":{"web":null}}""", "'process_types.web' must be a command")]
    [InlineData("""{"process_types":{},"stack":"cedar-10"}""", "'stack': a slug cannot run on 'cedar-10'")]
    [InlineData("""{"process_types":{},"stack":"container"}""", "'stack': a slug cannot run on 'container'")]
    [InlineData("""{"process_types":{},"checksum":"SHA256:12"}""", "'checksum' must be")]
    [InlineData("""{"process_types":{},"commit":"a\nb"}""", "'commit' has more than")]
    public async Task Create_WithAnIllegalField_NamesIt(string body, string expected)
    {
        await using var host = await StartAsync();

        Assert.Contains(expected, (await host.SendAsync("POST", "/apps/shop/slugs", body)).Expect(422).Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Release_WithoutAnArchive_SaysSo() => await AssertRefusedAsync(null, "has no archive yet");

    [Fact]
    public async Task Release_WithAnotherChecksum_SaysSo() =>
        await AssertRefusedAsync(_good, "another checksum than its field 'checksum'", $$$"""{"process_types":{},"checksum":"SHA256:{{{new string('0', 64)}}}"}""");

    [Fact]
    public async Task Release_OfNoArchive_SaysSo() => await AssertRefusedAsync("not a tar"u8.ToArray(), "not a tar archive compressed with gzip");

    [Fact]
    public async Task Release_OfHalfAnArchive_SaysSo() => await AssertRefusedAsync(_good[..(_good.Length / 2)], "cannot be unpacked");

    [Fact]
    public async Task Release_WithoutTheDirectory_SaysSo() =>
        await AssertRefusedAsync(TestArchive.Pack(static tar => tar.WriteEntry(TestArchive.File("server", "x"))), "no directory ./app");

    [Fact]
    public async Task Release_WithALinkForTheDirectory_SaysSo() =>
        await AssertRefusedAsync(TestArchive.Pack(static tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "./app") { LinkName = "/etc" })), "no directory ./app");

    [Theory]
    [InlineData("./app/../../evil")]
    [InlineData("/tmp/paas-evil")]
    public async Task Release_WithAFileOutside_SaysSo(string name) =>
        await AssertRefusedAsync(TestArchive.Pack(tar => tar.WriteEntry(TestArchive.File(name, "x"))), "leads out of");

    [Fact]
    public async Task Release_WithAFileBehindALink_SaysSo() => await AssertRefusedAsync(TestArchive.Pack(static tar =>
    {
        tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "./app/link") { LinkName = "/tmp" });
        tar.WriteEntry(TestArchive.File("./app/link/paas-evil", "x"));
    }), "twice, or as a file and as a directory");

    [Fact]
    public async Task Put_AboveTheLimit_IsRefused()
    {
        await using var host = await StartAsync(static options => options.MaxSourceSize = 300);
        var slug = await CreateAsync(host);

        var answer = await TestArchive.PutAsync(slug.GetProperty("blob").GetProperty("url").GetString()!, new byte[301]);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnprocessableEntity });
        Assert.Contains("has no archive yet", (await ReleaseAsync(host, slug.GetProperty("id").GetString()!)).Expect(422).Body);
    }

    private static async Task AssertRefusedAsync(byte[]? archive, string reason, string body = """{"process_types":{"web":"./server"}}""")
    {
        await using var host = await StartAsync();
        var slug = await CreateAsync(host, body);
        if (archive is not null)
            await PutAsync(slug, archive);

        var answer = (await ReleaseAsync(host, slug.GetProperty("id").GetString()!)).Expect(422).Json;

        Assert.Equal("invalid_params", answer.GetProperty("id").GetString());
        Assert.Contains(reason, answer.GetProperty("message").GetString());
        Assert.Equal(2, (await host.Paas.Platform.Releases.ListAsync("shop", Stopping)).Count);
        Assert.False(File.Exists("/tmp/paas-evil"));
    }

    private static async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null)
    {
        var host = await ApiHost.StartAsync(configure);
        await host.Paas.Platform.Apps.CreateAsync("shop", Stopping);
        return host;
    }

    private static async Task<JsonElement> CreateAsync(ApiHost host, string body = """{"process_types":{"web":"./server"}}""") =>
        (await host.SendAsync("POST", "/apps/shop/slugs", body)).Expect(201).Json;

    private static async Task PutAsync(JsonElement slug, byte[] archive) =>
        (await TestArchive.PutAsync(slug.GetProperty("blob").GetProperty("url").GetString()!, archive)).EnsureSuccessStatusCode();

    private static Task<ApiResponse> ReleaseAsync(ApiHost host, string slug, string? description = null) =>
        host.SendAsync("POST", "/apps/shop/releases", description is null ? $$"""{"slug":"{{slug}}"}""" : $$"""{"slug":"{{slug}}","description":"{{description}}"}""");

    private static async Task<byte[]> DownloadAsync(JsonElement slug)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetByteArrayAsync(new Uri(slug.GetProperty("blob").GetProperty("url").GetString()!), Stopping);
    }

    private static async Task<List<string>> NamesAsync(byte[] archive)
    {
        await using var tar = new TarReader(new GZipStream(new MemoryStream(archive), CompressionMode.Decompress));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Stopping) is { } entry)
            names.Add(entry.Name);
        return names;
    }
}
