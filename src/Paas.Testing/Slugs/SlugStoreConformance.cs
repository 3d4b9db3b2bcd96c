using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Xunit;

namespace Paas.Testing;

/// <summary>What every <see cref="ISlugStore"/> must do. Inherit it in a test project and create your store.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "Test names are Method_State_Result.")]
public abstract class SlugStoreConformance
{
    /// <summary>Creates an empty store.</summary>
    protected abstract ISlugStore CreateStore();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What was written can be read, under the SHA-256 of its bytes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Write_AnyLength_IsReadBackUnderItsDigest(int length)
    {
        var store = CreateStore();
        var bytes = Bytes(length);

        var digest = await store.WriteAsync(new MemoryStream(bytes), Cancellation);

        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), digest);
        Assert.Equal(bytes, await ReadAsync(store, digest));
    }

    /// <summary>The same content has one address, also when it is written by several at a time.</summary>
    [Fact]
    public async Task Write_SameContentAtOnce_GivesOneDigest()
    {
        var store = CreateStore();
        var bytes = Bytes(300_000);

        var digests = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(async () => await store.WriteAsync(new MemoryStream(bytes), Cancellation), Cancellation)));

        Assert.Single(digests.Distinct());
        Assert.Equal(bytes, await ReadAsync(store, digests[0]));
    }

    /// <summary>Content that breaks off is not stored, and its exception reaches the caller.</summary>
    [Fact]
    public async Task Write_ContentThatFails_StoresNothing()
    {
        var store = CreateStore();
        var bytes = Bytes(200_000);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.WriteAsync(new FailingStream(bytes), Cancellation));

        Assert.Null(await store.OpenAsync(digest, Cancellation));
    }

    /// <summary>A slug can be opened by many at once, each from its beginning.</summary>
    [Fact]
    public async Task Open_Twice_GivesIndependentStreams()
    {
        var store = CreateStore();
        var bytes = Bytes(100_000);
        var digest = await store.WriteAsync(new MemoryStream(bytes), Cancellation);

        await using var first = await store.OpenAsync(digest, Cancellation);
        var head = new byte[50_000];
        await first!.ReadExactlyAsync(head, Cancellation);

        Assert.Equal(bytes, await ReadAsync(store, digest));
    }

    /// <summary>A slug that is not there is null.</summary>
    [Fact]
    public async Task Open_Unknown_IsNull() =>
        Assert.Null(await CreateStore().OpenAsync("sha256:" + new string('0', 64), Cancellation));

    /// <summary>Only digests are addresses; nothing else can be smuggled into a path.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("sha256:ABCDEF")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../../etc/pass")]
    public async Task Open_NoDigest_Throws(string digest) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await CreateStore().OpenAsync(digest, Cancellation));

    /// <summary>A deleted slug is gone and can be written again.</summary>
    [Fact]
    public async Task Delete_ThenWrite_BringsItBack()
    {
        var store = CreateStore();
        var bytes = Bytes(1000);
        var digest = await store.WriteAsync(new MemoryStream(bytes), Cancellation);

        await store.DeleteAsync(digest, Cancellation);
        Assert.Null(await store.OpenAsync(digest, Cancellation));
        await store.DeleteAsync(digest, Cancellation);

        Assert.Equal(digest, await store.WriteAsync(new MemoryStream(bytes), Cancellation));
        Assert.Equal(bytes, await ReadAsync(store, digest));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 8));
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(ISlugStore store, string digest)
    {
        await using var slug = await store.OpenAsync(digest, Cancellation);
        Assert.NotNull(slug);
        using var copy = new MemoryStream();
        await slug.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= Length ? throw new InvalidDataException("The sender went away.") : base.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) =>
            Position >= Length ? throw new InvalidDataException("The sender went away.") : base.Read(buffer, offset, count);
    }
}
