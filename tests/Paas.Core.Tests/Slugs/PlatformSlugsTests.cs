using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Paas.Testing;

namespace Paas.Slugs;

public sealed class PlatformSlugsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_SecondRelease_TellsFilesSizesAndWhatChanged()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);
        await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { ["lib/a"] = "1", ["lib/b"] = "22", ["old"] = "x" }, "1111111111");
        await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { ["lib/a"] = "1", ["lib/b"] = "333", ["new"] = "y" }, "2222222222");

        var slug = await paas.Platform.Slugs.GetAsync("shop", cancellationToken: Cancellation);
        var first = await paas.Platform.Slugs.GetAsync("shop", 3, Cancellation);

        Assert.Equal((4, "2222222222", 15L), (slug.Version, slug.Slug.Commit, slug.Slug.UnpackedSize));
        Assert.InRange(slug.Slug.StoredSize!.Value, 1, 2000);
        Assert.Equal(
            ["-rw-r--r-- 10 Procfile", "drwxr-xr-x 0 lib", "-rw-r--r-- 1 lib/a", "-rw-r--r-- 3 lib/b", "-rw-r--r-- 1 new"],
            slug.Files.Select(static file => FormattableString.Invariant($"{file.Mode} {file.Size} {file.Path}")));
        Assert.Equal(("lib", 4L), (Assert.Single(slug.LargestDirectories).Path, slug.LargestDirectories[0].Size));
        Assert.Equal(3, slug.Changes!.Since);
        Assert.Equal(["new", "lib/b", "old"], [.. slug.Changes.Added, .. slug.Changes.Changed, .. slug.Changes.Removed]);
        Assert.Null(first.Changes);
        Assert.Null(first.BillOfMaterials);
    }

    [Fact]
    public async Task Get_ReleaseWithoutSlug_SaysWhy()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);

        var refusal = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Slugs.GetAsync("shop", cancellationToken: Cancellation));

        Assert.Equal(PaasErrors.NotFound, refusal.Id);
        Assert.Contains("has no slug", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SlugIsGoneFromTheStore_SaysSo()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);
        await paas.DeployAsync("shop", "web: serve");
        var digest = (await paas.Platform.Slugs.GetAsync("shop", cancellationToken: Cancellation)).Slug.Packs[0];
        await paas.Services.GetRequiredService<ISlugStore>().DeleteAsync(digest, Cancellation);

        var refusal = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Slugs.GetAsync("shop", cancellationToken: Cancellation));

        Assert.Equal(PaasErrors.Unavailable, refusal.Id);
    }

    [Fact]
    public async Task OpenArchive_ASlug_IsTheSameTarGzEachTime()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);
        await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { ["lib/a"] = "1" });

        var first = await ReadAsync();
        Assert.Equal(first, await ReadAsync());
        await using var tar = new TarReader(new GZipStream(new MemoryStream(first), CompressionMode.Decompress));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Cancellation) is { } entry)
            names.Add(entry.Name);
        Assert.Equal(["Procfile", "lib/", "lib/a"], names);

        async Task<byte[]> ReadAsync()
        {
            await using var archive = await paas.Platform.Slugs.OpenArchiveAsync("shop", 3, Cancellation);
            using var copy = new MemoryStream();
            await archive.CopyToAsync(copy, Cancellation);
            return copy.ToArray();
        }
    }

    /// <summary>What buildpacks name is in the slug, whatever the source puts there.</summary>
    [Fact]
    public async Task Deploy_ComponentsOfBuildpacks_AreInTheBillOfMaterials()
    {
        await using var paas = await TestPaas.StartAsync();
        await paas.Platform.Apps.CreateAsync("shop", Cancellation);
        paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult
        {
            Components =
            [
                new SoftwareComponent("b", "2.0", "pkg:npm/b@2.0") { Checksum = "sha256:" + new string('A', 64), License = "MIT" },
                new SoftwareComponent("a", "1.0", "pkg:npm/a@1.0"),
                new SoftwareComponent("a", "1.0", "pkg:npm/a@1.0"),
            ],
        });

        await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { [".heroku/sbom/bom.cdx.json/lie"] = "x" });
        await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { [".heroku/sbom"] = "x" });

        var bill = (await paas.Platform.Slugs.GetAsync("shop", 4, Cancellation)).BillOfMaterials!;
        Assert.Equal(bill, (await paas.Platform.Slugs.GetAsync("shop", 3, Cancellation)).BillOfMaterials);
        using var json = JsonDocument.Parse(bill);
        Assert.Equal("1.6", json.RootElement.GetProperty("specVersion").GetString());
        Assert.Equal(["pkg:npm/a@1.0", "pkg:npm/b@2.0"], json.RootElement.GetProperty("components").EnumerateArray().Select(static component => component.GetProperty("purl").GetString()));
    }
}
