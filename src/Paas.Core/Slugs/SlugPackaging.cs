namespace Paas.Slugs;

/// <summary>Makes slugs of directories. What earlier slugs of the app have stored is used again; only the rest is compressed.</summary>
internal static class SlugPackaging
{
    /// <summary>Heroku's limit of the compressed size: 500 MB.</summary>
    public const long DefaultMaximum = 500L * 1024 * 1024;

    /// <summary>Beyond that many packs the ones with the least in use are packed anew: a dyno opens all of them.</summary>
    private const int MaxPacks = 32;

    /// <summary>Packs a directory.</summary>
    /// <param name="directory">What is to be in the slug. It must not change meanwhile.</param>
    /// <param name="store">Where earlier slugs are.</param>
    /// <param name="packs">Packs of earlier slugs.</param>
    /// <param name="maximum">Largest compressed size.</param>
    /// <param name="scratch">Directory for what is too large for memory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlugTooLargeException">It exceeds <paramref name="maximum"/>.</exception>
    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public static async Task<PackedSlug> PackAsync(
        string directory, ISlugStore store, IEnumerable<string> packs, long maximum, string scratch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        var earlier = await OpenEarlierAsync(store, packs, cancellationToken);
        var body = new PackBody(scratch, maximum);
        try
        {
            using var writer = new PackWriter(earlier, body);
            var entries = SlugTree.Read(directory, writer, cancellationToken);
            List<(ContentDigest Digest, byte[] Bytes)> pages = [.. SlugPage.Write(entries).Select(static page => (ContentDigest.Of(page), page))];
            var pack = writer.Finish(pages);
            var kept = Used(earlier, writer.Contents);
            if (kept.Count >= MaxPacks)
            {
                // Half of them at once, so that it is seldom.
                body.Dispose();
                return await PackAsync(directory, store, kept.Take(MaxPacks / 2).Select(index => earlier.Packs[index].Digest), maximum, scratch, cancellationToken);
            }

            var isNew = pack.Contents.Length > 0;
            var size = ShareOf(earlier, writer.Contents) + (isNew ? body.Length + pack.HeaderLength : 0);
            var root = new SlugRoot(entries.Length, entries.Sum(static entry => entry.Size), [.. pages.Select(static page => (page.Digest, page.Bytes.Length))]);
            return size <= maximum
                ? new PackedSlug(root, kept.Order().Select(index => earlier.Packs[index].Digest), pack, isNew ? body : null) { Size = size, Entries = entries }
                : throw new SlugTooLargeException(size, maximum) { Entries = entries };
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Packs that cannot be read are not used: then a new deploy heals the app.</summary>
    private static async Task<SlugReader> OpenEarlierAsync(ISlugStore store, IEnumerable<string> packs, CancellationToken cancellationToken)
    {
        try
        {
            return await SlugReader.OpenAsync(store, packs, cancellationToken);
        }
        catch (SlugFormatException)
        {
            return await SlugReader.OpenAsync(store, [], cancellationToken);
        }
    }

    /// <summary>The earlier packs that are in use, those with the most in use first.</summary>
    private static List<int> Used(SlugReader earlier, IReadOnlyDictionary<ContentDigest, int> contents)
    {
        var used = new long[earlier.Packs.Count];
        foreach (var (digest, length) in contents)
        {
            if (earlier.PackOf(digest) is >= 0 and var pack)
                used[pack] += length;
        }

        return [.. Enumerable.Range(0, used.Length).Where(pack => used[pack] > 0).OrderByDescending(pack => used[pack])];
    }

    /// <summary>Compressed size of what is used of packs that others share: of each block the part that is used.</summary>
    private static long ShareOf(SlugReader earlier, IReadOnlyDictionary<ContentDigest, int> contents)
    {
        var size = 0L;
        for (var index = 0; index < earlier.Packs.Count; index++)
        {
            var header = earlier.Packs[index].Header;
            var used = new long[header.Blocks.Length];
            foreach (var (digest, block, _, length) in header.Contents)
            {
                if (!contents.ContainsKey(digest) || earlier.PackOf(digest) != index)
                    continue;
                used[block] += length;
                size += SlugPack.PerContent;
            }

            for (var block = 0; block < used.Length; block++)
                size += header.Blocks[block].Compressed * used[block] / header.Blocks[block].Raw;
        }

        return size;
    }
}
