using Paas.Slugs;
using Paas.Testing;

namespace Paas;

public sealed class FileSlugStoreTests : SlugStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    protected override ISlugStore CreateStore() => new FileSlugStore(_directory.Combine("slugs"));

    [Fact]
    public async Task Write_SameContentTwice_StoresOneFile()
    {
        var store = CreateStore();
        await store.WriteAsync(Content("a slug"), Cancellation);
        var file = Assert.Single(Files());
        var written = File.GetLastWriteTimeUtc(file);
        File.SetLastWriteTimeUtc(file, written.AddDays(-1));

        await store.WriteAsync(Content("a slug"), Cancellation);

        Assert.Equal(written.AddDays(-1), File.GetLastWriteTimeUtc(Assert.Single(Files())));
    }

    [Fact]
    public async Task Write_OverTruncatedFile_RepairsIt()
    {
        var store = CreateStore();
        var digest = await store.WriteAsync(Content("a slug"), Cancellation);
        await File.WriteAllTextAsync(Assert.Single(Files()), "a s", Cancellation);

        await store.WriteAsync(Content("a slug"), Cancellation);

        await using var slug = await store.OpenAsync(digest, Cancellation);
        Assert.Equal("a slug", await new StreamReader(slug!).ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Write_DiskFull_IsUnavailableAndLeavesNothing()
    {
        var store = new FileSlugStore(_directory.Combine("slugs"), path => new FullDisk(path, capacity: 200_000));

        var exception = await Assert.ThrowsAsync<PaasException>(
            async () => await store.WriteAsync(new MemoryStream(new byte[1_000_000]), Cancellation));

        Assert.Equal(PaasErrors.Unavailable, exception.Id);
        Assert.Contains(_directory.Combine("slugs"), exception.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Create_DirectoryIsFile_IsUnavailable()
    {
        var path = _directory.Write("occupied", "");

        var exception = Assert.Throws<PaasException>(() => new FileSlugStore(path));

        Assert.Equal(PaasErrors.Unavailable, exception.Id);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AfterCrash_RemovesLeftoversButNotWhatIsBeingWritten()
    {
        var store = CreateStore();
        _directory.Write("slugs/.incoming-0000", "half a slug");
        var content = new SlowStream();
        var writing = store.WriteAsync(content, Cancellation).AsTask();
        await content.Begun;

        _ = CreateStore();

        Assert.Single(Files());
        content.End();
        await writing;
        Assert.Matches("^[0-9a-f]{64}$", Path.GetFileName(Assert.Single(Files())));
    }

    private string[] Files() => Directory.GetFiles(_directory.Combine("slugs"));

    private static MemoryStream Content(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Fails as the system does when no space is left.</summary>
    private sealed class FullDisk(string path, int capacity) : FileStream(path, FileMode.CreateNew)
    {
        private int _written;

        public override void Write(byte[] buffer, int offset, int count)
        {
            _written += count;
            if (_written > capacity)
                throw new IOException("No space left on device");
            base.Write(buffer, offset, count);
        }
    }

    /// <summary>Gives a byte, and its end when told.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public Task Begun => _begun.Task;

        public void End() => _end.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads++ == 0)
            {
                buffer.Span[0] = 1;
                return 1;
            }

            _begun.TrySetResult();
            await _end.Task;
            return 0;
        }
    }
}
