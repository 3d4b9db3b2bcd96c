using System.Formats.Tar;

namespace Paas.Api.Tests.Builds;

public sealed class SourceBuildTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_OfAnUploadedArchive_IsReleased()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Paas.Platform.Apps.CreateAsync("shop");
        var archive = TestArchive.Pack(static tar =>
        {
            tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = "0123" }));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "bin/"));
            tar.WriteEntry(TestArchive.File("Procfile", "web: serve\n"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/link") { LinkName = "../Procfile" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, ".jdk") { LinkName = "/usr/lib/jvm/jdk" });
        });
        var url = await UploadAsync(host, archive);
        var checksum = TestArchive.ChecksumOf(archive);

        var build = (await host.SendAsync("POST", "/apps/shop/builds", $$$"""{"source_blob":{"url":"{{{url}}}","version":"v1.2","checksum":"{{{checksum}}}"}}""")).Expect(201).Json;
        Assert.Equal("pending", build.GetProperty("status").GetString());
        await host.Paas.Platform.Builds.WaitAsync("shop", build.GetProperty("id").GetGuid());

        var ended = await host.GetAsync($"/apps/shop/builds/{build.GetProperty("id")}");
        Assert.Equal("succeeded", ended.GetProperty("status").GetString());
        Assert.Equal("Deploy v1.2", (await host.GetAsync("/apps/shop/releases/3")).GetProperty("description").GetString());
        var output = await ReadAsync(ended.GetProperty("output_stream_url").GetString()!);
        Assert.Contains("Launching...", output);
        Assert.Equal(output[10..], await ReadAsync(ended.GetProperty("output_stream_url").GetString()!, from: 10));
    }

    [Fact]
    public async Task Build_OfAnArchiveWithAnotherChecksum_Fails() =>
        await AssertFailsAsync(TestArchive.Pack(static tar => tar.WriteEntry(TestArchive.File("Procfile", "web: serve\n"))), "another checksum", "SHA256:" + new string('0', 64));

    [Fact]
    public async Task Build_OfNoArchive_Fails() => await AssertFailsAsync("not a tar"u8.ToArray(), "not a tar archive");

    [Fact]
    public async Task Build_WithAFileOutside_Fails() =>
        await AssertFailsAsync(TestArchive.Pack(static tar => tar.WriteEntry(TestArchive.File("../../evil", "x"))), "leads outside");

    [Fact]
    public async Task Build_WithAnAbsoluteFile_Fails() =>
        await AssertFailsAsync(TestArchive.Pack(static tar => tar.WriteEntry(TestArchive.File("/tmp/paas-evil", "x"))), "leads outside");

    [Theory]
    [InlineData("/etc", "leads outside")]
    [InlineData("/usr/../etc", "leads outside")]
    [InlineData("../usr/x", "leads outside")]
    [InlineData("a/b/up/../x", "down and up again")]
    public async Task Build_WithALinkOutside_Fails(string target, string reason) =>
        await AssertFailsAsync(TestArchive.Pack(tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "a/b/up") { LinkName = "../.." });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = target });
        }), reason);

    [Fact]
    public async Task Build_WithAFileBehindALink_Fails() =>
        await AssertFailsAsync(TestArchive.Pack(static tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "a/"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "a" });
            tar.WriteEntry(TestArchive.File("link/x", "x"));
        }), "behind a link");

    [Theory]
    [InlineData("link", "own")]
    [InlineData("own", "link")]
    public async Task Build_WithAHardLinkToOrOverALink_Fails(string name, string target) =>
        await AssertFailsAsync(TestArchive.Pack(tar =>
        {
            tar.WriteEntry(TestArchive.File("own", "x"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/usr/lib/paas-test-evil" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target });
        }), "copy of a link");

    [Fact]
    public async Task Build_WithAFileOverALink_WritesTheFile()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Paas.Platform.Apps.CreateAsync("shop");
        var url = await UploadAsync(host, TestArchive.Pack(static tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "Procfile") { LinkName = "/usr/lib/paas-test-evil" });
            tar.WriteEntry(TestArchive.File("Procfile", "web: serve\n"));
        }));

        var id = (await host.SendAsync("POST", "/apps/shop/builds", $$$"""{"source_blob":{"url":"{{{url}}}"}}""")).Expect(201).Json.GetProperty("id").GetGuid();

        Assert.Equal(BuildStatus.Succeeded, (await host.Paas.Platform.Builds.WaitAsync("shop", id)).Status);
        Assert.False(File.Exists("/usr/lib/paas-test-evil"));
    }

    [Fact]
    public async Task Build_WithADevice_Fails() =>
        await AssertFailsAsync(TestArchive.Pack(static tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "pipe"))), "neither a file");

    [Theory]
    [InlineData(true, BuildStatus.Succeeded, "")]
    [InlineData(false, BuildStatus.Failed, "http://127.0.0.1")]
    public async Task Build_OfAnArchiveElsewhere_IsFetchedFromWhereAppsMayMakeThePlatformConnect(bool allowed, BuildStatus status, string reason)
    {
        await using var elsewhere = await ApiHost.StartAsync();
        await elsewhere.Paas.Platform.Apps.CreateAsync("shop");
        var url = await UploadAsync(elsewhere, TestArchive.Pack(static tar => tar.WriteEntry(TestArchive.File("Procfile", "web: serve\n"))));
        await using var host = await ApiHost.StartAsync(options => options.AllowPrivateAddresses = allowed);
        await host.Paas.Platform.Apps.CreateAsync("shop");

        var id = (await host.SendAsync("POST", "/apps/shop/builds", $$$"""{"source_blob":{"url":"{{{url}}}"}}""")).Expect(201).Json.GetProperty("id").GetGuid();
        var build = await host.Paas.Platform.Builds.WaitAsync("shop", id);

        Assert.Equal(status, build.Status);
        Assert.StartsWith(reason, build.Reason ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_AboveTheLimit_IsRefusedAndLeavesNothing()
    {
        await using var host = await ApiHost.StartAsync(static options => options.MaxSourceSize = 100);

        var source = (await host.SendAsync("POST", "/sources")).Expect(201).Json.GetProperty("source_blob").GetProperty("put_url").GetString()!;
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, (await TestArchive.PutAsync(source, new byte[101])).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, (await TestArchive.PutAsync(source, new byte[101], chunked: true)).StatusCode);
        var directory = Path.Combine(host.Paas.DataDirectory, "sources");
        Assert.Empty(Directory.Exists(directory) ? Directory.GetFiles(directory) : []);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await TestArchive.PutAsync(source, new byte[100])).StatusCode);
        Assert.Equal(100, new FileInfo(Assert.Single(Directory.GetFiles(directory))).Length);
    }

    private static async Task AssertFailsAsync(byte[] archive, string reason, string? checksum = null)
    {
        await using var host = await ApiHost.StartAsync();
        await host.Paas.Platform.Apps.CreateAsync("shop");
        var url = await UploadAsync(host, archive);
        var body = checksum is null ? $$$"""{"source_blob":{"url":"{{{url}}}"}}""" : $$$"""{"source_blob":{"url":"{{{url}}}","checksum":"{{{checksum}}}"}}""";
        var id = (await host.SendAsync("POST", "/apps/shop/builds", body)).Expect(201).Json.GetProperty("id").GetGuid();

        var build = await host.Paas.Platform.Builds.WaitAsync("shop", id);

        Assert.Equal(BuildStatus.Failed, build.Status);
        Assert.Contains(reason, build.Reason);
    }

    private static async Task<string> UploadAsync(ApiHost host, byte[] archive)
    {
        var blob = (await host.SendAsync("POST", "/apps/shop/sources")).Expect(201).Json.GetProperty("source_blob");
        (await TestArchive.PutAsync(blob.GetProperty("put_url").GetString()!, archive)).EnsureSuccessStatusCode();
        return blob.GetProperty("get_url").GetString()!;
    }

    private static async Task<string> ReadAsync(string url, int from = 0)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (from > 0)
            request.Headers.Add("Range", $"bytes={from}-");
        using var response = await http.SendAsync(request, Stopping);
        Assert.Equal(from > 0 ? 206 : 200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(Stopping);
    }
}
