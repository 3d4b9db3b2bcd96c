namespace Paas.Slugs;

/// <summary>A slug that is looked into: in its packs, or unpacked where it is an archive of earlier versions.</summary>
internal sealed class OpenSlug : IDisposable
{
    private readonly SlugReader? _reader;
    private readonly string? _directory;

    private OpenSlug(IReadOnlyList<SlugEntry> entries, SlugReader? reader, string? directory) =>
        (Entries, _reader, _directory) = (entries, reader, directory);

    public IReadOnlyList<SlugEntry> Entries { get; }

    /// <exception cref="SlugChecksumException">It is damaged.</exception>
    /// <exception cref="SlugFormatException">It is not in the store, or parts of it are not.</exception>
    public static async Task<OpenSlug> OpenAsync(ISlugStore store, Slug slug, CancellationToken cancellationToken)
    {
        if (await SlugFiles.ReadRootAsync(store, slug.Digest!, cancellationToken) is { } root)
        {
            var reader = await SlugReader.OpenAsync(store, slug.Packs, cancellationToken);
            return new OpenSlug(await reader.ReadEntriesAsync(root, cancellationToken), reader, null);
        }

        var directory = Directory.CreateTempSubdirectory("paas-slug-").FullName;
        try
        {
            if (!await SlugFiles.UnpackAsync(store, slug.Digest!, [], directory, null, cancellationToken))
                throw new SlugFormatException("It is not in the slug store.");
            return new OpenSlug(SlugTree.Read(directory, null, cancellationToken), null, directory);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>The content of a small file; null when there is none, or when it is more than one piece.</summary>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (Entries.FirstOrDefault(entry => entry.Name == name) is not { IsFile: true, Pieces.Length: <= 1 } entry)
            return null;
        byte[] content = [];
        if (_directory is not null)
            content = await File.ReadAllBytesAsync(Path.Combine(_directory, name), cancellationToken);
        else
            await _reader!.ReadAsync(entry.Pieces, (_, bytes) => content = bytes.ToArray(), cancellationToken);
        return content;
    }

    public void Dispose()
    {
        if (_directory is not null)
            Directory.Delete(_directory, recursive: true);
    }
}
