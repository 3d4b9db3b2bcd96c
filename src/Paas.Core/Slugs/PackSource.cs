using Microsoft.Win32.SafeHandles;

namespace Paas.Slugs;

/// <summary>Where the bytes of a content come from that is to be packed: memory, or a piece of a file.</summary>
/// <param name="Digest">What they must have.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Memory">The bytes; null when they are in a file.</param>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where in it they begin.</param>
internal readonly record struct PackSource(ContentDigest Digest, int Length, Memory<byte>? Memory, string? Path, long Offset)
{
    /// <summary>Reads the bytes; what is packed is what was hashed, also when somebody still writes.</summary>
    /// <exception cref="SlugFormatException">The file changed meanwhile.</exception>
    public void Read(Span<byte> buffer)
    {
        if (Memory is { } bytes)
        {
            bytes.Span.CopyTo(buffer);
            return;
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle(Path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            SlugTree.ReadExactly(file, buffer, Offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Changed(exception);
        }

        if (ContentDigest.Of(buffer) != Digest)
            throw Changed(null);
    }

    private SlugFormatException Changed(Exception? cause) =>
        new($"'{Path}' was changed while it was packed. Does a process that the build started still run?", cause);
}
