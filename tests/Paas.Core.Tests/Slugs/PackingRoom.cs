using System.Security.Cryptography;

namespace Paas.Slugs;

/// <summary>A slug store and a place to pack into it and unpack from it.</summary>
internal sealed class PackingRoom : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    public InMemorySlugStore Store { get; } = new();

    public string Scratch => _scratch.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<PackedSlug> PackAsync(string directory, IEnumerable<string>? packs = null)
    {
        var slug = await SlugPackaging.PackAsync(directory, Store, packs ?? [], SlugPackaging.DefaultMaximum, Scratch, Cancellation);
        await slug.StoreAsync(Store, Cancellation);
        return slug;
    }

    public async Task<TemporaryDirectory> UnpackAsync(PackedSlug slug)
    {
        var target = new TemporaryDirectory();
        try
        {
            Assert.True(await SlugFiles.UnpackAsync(Store, slug.Digest, slug.Packs, target.Path, null, Cancellation));
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    public async Task<byte[]> ReadAsync(string digest)
    {
        await using var stream = await Store.OpenAsync(digest, Cancellation);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy, Cancellation);
        Assert.Equal(digest, SlugDigest.Format(SHA256.HashData(copy.ToArray())));
        return copy.ToArray();
    }

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    public void Dispose() => _scratch.Dispose();
}
