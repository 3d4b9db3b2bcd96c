using System.Buffers;
using System.Security.Cryptography;
using Paas.Slugs;
using Paas.State;

namespace Paas;

/// <summary>
/// What slugs consist of as files of one directory, named by their digest. An object is written aside, flushed to the disk and
/// renamed, so that a file under its name is always whole. Several processes may share the directory.
/// </summary>
public sealed class FileSlugStore : ISlugStore
{
    private const string Incoming = ".incoming-";

    // Earlier versions stored archives only, under this name.
    private const string Archive = ".tar.gz";
    private readonly string _directory;
    private readonly Func<string, FileStream> _create;

    /// <summary>Opens the store, creates its directory when needed, and removes what interrupted writes left there.</summary>
    /// <param name="directory">Directory for nothing but slugs.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the directory cannot be used.</exception>
    public FileSlugStore(string directory) : this(directory, CreateExclusive)
    {
    }

    internal FileSlugStore(string directory, Func<string, FileStream> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = Path.GetFullPath(directory);
        _create = create;
        Guard(() =>
        {
            Directory.CreateDirectory(_directory);
            RemoveLeftovers();
        });
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenAsync(string digest, CancellationToken cancellationToken)
    {
        var path = PathOf(digest);
        cancellationToken.ThrowIfCancellationRequested();
        return new(OpenRead(path) ?? OpenRead(path + Archive));
    }

    /// <inheritdoc/>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the disk is full or the directory cannot be written.</exception>
    public async ValueTask<string> WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var temporary = Path.Combine(_directory, Incoming + Guid.NewGuid().ToString("N"));
        FileStream? file = null;
        try
        {
            Guard(() => file = _create(temporary));
            var digest = await CopyAsync(content, file!, cancellationToken);
            Guard(() => Publish(file!, temporary, PathOf(digest)));
            return digest;
        }
        finally
        {
            Discard(file, temporary);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string digest, CancellationToken cancellationToken)
    {
        var path = PathOf(digest);
        cancellationToken.ThrowIfCancellationRequested();
        Guard(() =>
        {
            File.Delete(path);
            File.Delete(path + Archive);
        });
        return default;
    }

    private static FileStream? OpenRead(string path)
    {
        try
        {
            // No buffer: whoever unpacks reads in large pieces. Delete is shared so that a slug can go while a dyno still reads it.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<string> CopyAsync(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                // Only failures of the disk are the store's; those of the content pass through as they are.
                Guard(() => file.Write(buffer, 0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return SlugDigest.Format(hash.GetHashAndReset());
    }

    private void Publish(FileStream file, string temporary, string path)
    {
        var length = file.Length;
        var stored = new FileInfo(path);
        // A file of another length is damaged; the whole one takes its place.
        if (stored.Exists && stored.Length == length)
            return;
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(temporary, path, overwrite: true);
        DurableFile.FlushDirectory(_directory);
    }

    private static void Discard(FileStream? file, string temporary)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // The bytes are not wanted any more.
        }

        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start removes it; what happened before is the error to report.
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateFiles(_directory, Incoming + "*"))
        {
            try
            {
                // Opens only when no living process holds the lock of its writer.
                using (new FileStream(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(leftover);
            }
            catch (IOException)
            {
                // In use by another host, or gone by now.
            }
        }
    }

    private static FileStream CreateExclusive(string path) =>
        new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    private string PathOf(string digest) => Path.Combine(_directory, SlugDigest.Hex(digest));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"The slug store in '{_directory}' cannot be used: {exception.Message} Check free space and permissions there.",
                exception);
        }
    }
}
