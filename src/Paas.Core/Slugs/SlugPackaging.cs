using System.Runtime.InteropServices;

namespace Paas.Slugs;

/// <summary>Makes slugs of directories. What earlier slugs of the app have stored is used again; only the rest is compressed.</summary>
internal static class SlugPackaging
{
    /// <summary>Heroku's limit of the compressed size: 500 MB.</summary>
    public const long DefaultMaximum = 500L * 1024 * 1024;

    /// <summary>Beyond that many packs the ones with the least in use are packed anew: a dyno opens all of them.</summary>
    private const int MaxPacks = 32;

    /// <summary>How much smaller packages of most languages become, for how much memory to begin with.</summary>
    private const int ExpectedRatio = 4;

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
        using var buffer = new ContentBuffer(content => earlier.PackOf(content) < 0);
        var entries = SlugTree.Read(directory, buffer, cancellationToken);
        var pages = SlugPage.Write(entries);
        var root = new SlugRoot(entries.Length, entries.Sum(static entry => entry.Size), [.. pages.Select(static page => (ContentDigest.Of(page), page.Length))]);
        var needed = Needed(directory, entries, root, pages, buffer);
        var kept = Kept(earlier, needed);
        List<PackSource> missing = [.. needed.Values.Where(source => !kept.Contains(earlier.PackOf(source.Digest)))];

        var size = ShareOf(earlier, kept, needed);
        var body = missing.Count == 0 ? null : new SpillStream(scratch, missing.Sum(static source => (long)source.Length) / ExpectedRatio);
        try
        {
            var pack = new SlugPack([], []);
            if (body is not null)
            {
                var writer = new PackWriter(body, maximum, cancellationToken);
                pack = writer.Write(missing);
                size += writer.Length + pack.HeaderLength;
            }

            return size <= maximum
                ? new PackedSlug(root, kept.Select(index => earlier.Packs[index].Digest), pack, body) { Size = size, Entries = entries }
                : throw new SlugTooLargeException(size, maximum) { Entries = entries };
        }
        catch
        {
            body?.Dispose();
            throw;
        }
    }

    /// <summary>All contents: the pages of the listing first, so that who reads it reads little else.</summary>
    private static Dictionary<ContentDigest, PackSource> Needed(string directory, SlugEntry[] entries, SlugRoot root, List<byte[]> pages, ContentBuffer buffer)
    {
        var needed = new Dictionary<ContentDigest, PackSource>();
        for (var i = 0; i < pages.Count; i++)
            needed.TryAdd(root.Pages[i].Digest, new PackSource(root.Pages[i].Digest, pages[i].Length, pages[i], null, 0));
        foreach (var entry in entries)
        {
            for (var piece = 0; piece < entry.Pieces.Length; piece++)
            {
                ref var source = ref CollectionsMarshal.GetValueRefOrAddDefault(needed, entry.Pieces[piece], out var known);
                if (!known)
                    source = new PackSource(entry.Pieces[piece], entry.LengthOf(piece), buffer.Find(entry.Pieces[piece]), Path.Combine(directory, entry.Name), (long)piece * SlugEntry.PieceSize);
            }
        }

        return needed;
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

    /// <summary>The earlier packs that are worth keeping, by what of them is in use.</summary>
    private static SortedSet<int> Kept(SlugReader earlier, Dictionary<ContentDigest, PackSource> needed)
    {
        var used = new long[earlier.Packs.Count];
        foreach (var source in needed.Values)
        {
            if (earlier.PackOf(source.Digest) is >= 0 and var pack)
                used[pack] += source.Length;
        }

        var kept = Enumerable.Range(0, used.Length).Where(pack => used[pack] > 0).OrderByDescending(pack => used[pack]).ToList();
        // Half of them at once, so that it is seldom.
        return kept.Count < MaxPacks ? [.. kept] : [.. kept.Take(MaxPacks / 2)];
    }

    /// <summary>Compressed size of what is used of packs that others share: of each block the part that is used.</summary>
    private static long ShareOf(SlugReader earlier, SortedSet<int> kept, Dictionary<ContentDigest, PackSource> needed)
    {
        var size = 0L;
        foreach (var index in kept)
        {
            var header = earlier.Packs[index].Header;
            var used = new long[header.Blocks.Length];
            foreach (var (digest, block, _, length) in header.Contents)
            {
                if (!needed.ContainsKey(digest) || earlier.PackOf(digest) != index)
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
