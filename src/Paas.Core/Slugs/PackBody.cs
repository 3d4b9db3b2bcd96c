namespace Paas.Slugs;

/// <summary>The compressed blocks of a pack: in memory up to a size, from there on in a file that is gone when it is closed.</summary>
/// <param name="directory">Where the file is made when it is needed.</param>
/// <param name="maximum">Bytes from which on they are counted but no longer kept.</param>
internal sealed class PackBody(string directory, long maximum) : IDisposable
{
    private const int MemoryLimit = 32 * 1024 * 1024;
    private readonly List<byte[]> _first = [];
    private readonly List<byte[]> _memory = [];
    private FileStream? _file;

    public long Length { get; private set; }

    /// <summary>Puts a block behind the others.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the disk is full.</exception>
    public void Append(ReadOnlySpan<byte> block)
    {
        Length += block.Length;
        if (Length > maximum)
            return;
        if (_file is null && Length <= MemoryLimit)
        {
            _memory.Add(block.ToArray());
            return;
        }

        try
        {
            _file ??= new FileStream(Path.Combine(directory, Guid.NewGuid().ToString("N")), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                Options = FileOptions.DeleteOnClose,
            });
            _file.Write(block);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The slug cannot be packed in '{directory}': {exception.Message} Check free space and permissions there.", exception);
        }
    }

    /// <summary>Puts a block before the others, behind what was put there already.</summary>
    public void Prepend(ReadOnlySpan<byte> block)
    {
        Length += block.Length;
        _first.Add(block.ToArray());
    }

    /// <summary>Reads it from the beginning; one reader at a time.</summary>
    /// <param name="header">What comes before.</param>
    public Stream Read(byte[] header)
    {
        _file?.Position = 0;
        IEnumerable<byte[]> memory = [header, .. _first, .. _memory];
        var parts = memory.Select(static Stream (bytes) => new MemoryStream(bytes));
        return new ChainedStream(_file is null ? [.. parts] : [.. parts, _file]);
    }

    public void Dispose() => _file?.Dispose();
}
