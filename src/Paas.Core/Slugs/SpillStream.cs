namespace Paas.Slugs;

/// <summary>Bytes that are written once and then read once: in memory up to a size, from there on in a file that is gone when it is closed.</summary>
/// <param name="directory">Where the file is made when it is needed.</param>
/// <param name="expected">How many bytes are expected.</param>
internal sealed class SpillStream(string directory, long expected = 0) : Stream
{
    private const int MemoryLimit = 32 * 1024 * 1024;
    private Stream _inner = new MemoryStream((int)Math.Min(expected, MemoryLimit));

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _inner.Length;

    public override long Position { get => _inner.Position; set => _inner.Position = value; }

    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the disk is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_inner is MemoryStream memory && memory.Length + buffer.Length > MemoryLimit)
                Spill(memory);
            _inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The slug cannot be packed in '{directory}': {exception.Message} Check free space and permissions there.", exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => _inner.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void SetLength(long value) => _inner.SetLength(value);

    public override void Flush() => _inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void Spill(MemoryStream memory)
    {
        var file = new FileStream(Path.Combine(directory, Guid.NewGuid().ToString("N")), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        });
        memory.WriteTo(file);
        memory.Dispose();
        _inner = file;
    }
}
