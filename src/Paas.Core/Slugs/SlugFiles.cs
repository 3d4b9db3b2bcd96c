using System.Security.Cryptography;

namespace Paas.Slugs;

/// <summary>Gets the files of a slug out of a store, whatever its format.</summary>
internal static class SlugFiles
{
    /// <summary>Unpacks a slug into an empty directory and verifies it on the way. When it throws, the directory is to be discarded.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="packs">Its packs; none for an archive of earlier versions.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="owner">Owner of all that is made, the directory included; null for the user of this process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="findBasis">Gets the entries, and gives an unpacked slug to share files with.</param>
    /// <returns>False when the slug is not in the store.</returns>
    /// <exception cref="SlugChecksumException">It is damaged.</exception>
    /// <exception cref="SlugFormatException">It is whole, but may not be unpacked, or parts of it are missing.</exception>
    public static async Task<bool> UnpackAsync(
        ISlugStore store, string digest, IEnumerable<string> packs, string directory, FileOwner? owner, CancellationToken cancellationToken,
        Func<IReadOnlyList<SlugEntry>, SlugBasis?>? findBasis = null)
    {
        if (await ReadRootAsync(store, digest, cancellationToken) is { } root)
        {
            try
            {
                var reader = await SlugReader.OpenAsync(store, packs, cancellationToken);
                var entries = await reader.ReadEntriesAsync(root, cancellationToken);
                await new SlugWriteOut(directory, owner, findBasis?.Invoke(entries)).RunAsync(entries, reader, cancellationToken);
                return true;
            }
            catch (SlugFormatException)
            {
                // Damaged bytes can look like a wrong format. Only the digests tell which of the two it is.
                await VerifyAsync(store, packs, cancellationToken);
                throw;
            }
        }

        await using var archive = await store.OpenAsync(digest, cancellationToken);
        if (archive is not null)
            SlugArchive.Unpack(archive, directory, digest, cancellationToken, owner);
        return archive is not null;
    }

    /// <summary>Hashes whole packs.</summary>
    /// <exception cref="SlugChecksumException">One is damaged.</exception>
    private static async Task VerifyAsync(ISlugStore store, IEnumerable<string> packs, CancellationToken cancellationToken)
    {
        foreach (var pack in packs)
        {
            await using var stream = await store.OpenAsync(pack, cancellationToken);
            if (stream is not null && SlugDigest.Format(await SHA256.HashDataAsync(stream, cancellationToken)) is var actual && actual != pack)
                throw new SlugChecksumException(pack, actual);
        }
    }

    /// <summary>The root of a slug; null when there is none, or when it is an archive of earlier versions.</summary>
    public static async Task<SlugRoot?> ReadRootAsync(ISlugStore store, string digest, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(digest, cancellationToken);
        return stream is null ? null : await SlugRoot.ReadAsync(stream, digest, cancellationToken);
    }
}
