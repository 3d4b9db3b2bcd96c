using System.Buffers;
using System.Runtime.CompilerServices;
using ZstdSharp;

namespace Paas.Slugs;

/// <summary>Finds contents in the packs of a slug and verifies each one that it gives out.</summary>
internal sealed class SlugReader
{
    private readonly ISlugStore _store;
    private readonly List<(string Digest, SlugPack Header)> _packs = [];
    private readonly Dictionary<ContentDigest, (int Pack, int Content)> _places = [];

    private SlugReader(ISlugStore store) => _store = store;

    /// <summary>The packs that there are, in the order in which they were named.</summary>
    public IReadOnlyList<(string Digest, SlugPack Header)> Packs => _packs;

    /// <summary>Reads the headers of packs.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="packs">Their digests. One that is missing is left out; whoever needs what was in it is told then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlugFormatException">One is no pack.</exception>
    public static async Task<SlugReader> OpenAsync(ISlugStore store, IEnumerable<string> packs, CancellationToken cancellationToken)
    {
        var reader = new SlugReader(store);
        foreach (var digest in packs)
        {
            await using var stream = await store.OpenAsync(digest, cancellationToken);
            if (stream is null)
                continue;
            var header = await SlugPack.ReadHeaderAsync(stream, cancellationToken);
            for (var i = 0; i < header.Contents.Length; i++)
                reader._places.TryAdd(header.Contents[i].Digest, (reader._packs.Count, i));
            reader._packs.Add((digest, header));
        }

        return reader;
    }

    /// <summary>Which pack has a content; -1 when none has.</summary>
    public int PackOf(ContentDigest content) => _places.TryGetValue(content, out var place) ? place.Pack : -1;

    /// <summary>Reads the listing of a slug.</summary>
    /// <exception cref="SlugChecksumException">It is not what its digest says.</exception>
    /// <exception cref="SlugFormatException">Parts are missing.</exception>
    public async Task<IReadOnlyList<SlugEntry>> ReadEntriesAsync(SlugRoot root, CancellationToken cancellationToken)
    {
        var pages = new Dictionary<ContentDigest, byte[]>();
        await ReadAsync(
            root.Pages.Select(static page => page.Digest),
            (digest, bytes) =>
            {
                lock (pages)
                    pages[digest] = bytes.ToArray();
            },
            cancellationToken);
        var entries = new List<SlugEntry>();
        foreach (var (digest, _) in root.Pages)
            SlugPage.Read(pages[digest], entries);
        return entries;
    }

    /// <summary>Reads contents, on all cores, in whatever order they come.</summary>
    /// <param name="wanted">What to read; each is given out once.</param>
    /// <param name="take">Gets each; called by several threads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlugChecksumException">One is not what its digest says.</exception>
    /// <exception cref="SlugFormatException">One is missing.</exception>
    public async Task ReadAsync(IEnumerable<ContentDigest> wanted, ContentTaker take, CancellationToken cancellationToken)
    {
        var blocks = new SortedDictionary<(int Pack, int Block), List<int>>();
        foreach (var content in wanted.ToHashSet())
        {
            if (!_places.TryGetValue(content, out var place))
                throw new SlugFormatException($"The part {content} of the slug is not in the slug store; deploy again.");
            var key = (place.Pack, _packs[place.Pack].Header.Contents[place.Content].Block);
            if (!blocks.TryGetValue(key, out var contents))
                blocks.Add(key, contents = []);
            contents.Add(place.Content);
        }

        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(BlocksAsync(blocks, cancellationToken), options, (block, _) =>
        {
            var header = _packs[block.Pack].Header;
            Expand(header, block.Index, block.Bytes, blocks[(block.Pack, block.Index)], take);
            ArrayPool<byte>.Shared.Return(block.Bytes);
            return ValueTask.CompletedTask;
        });
    }

    private static void Expand(SlugPack header, int index, byte[] bytes, List<int> contents, ContentTaker take)
    {
        var raw = ArrayPool<byte>.Shared.Rent(header.Blocks[index].Raw);
        try
        {
            using var decompressor = new Decompressor();
            int length;
            try
            {
                length = decompressor.Unwrap(bytes.AsSpan(0, header.Blocks[index].Compressed), raw.AsSpan(0, header.Blocks[index].Raw));
            }
            catch (ZstdException)
            {
                // What is in it does not have its digest then, and that is what is told.
                length = 0;
            }

            raw.AsSpan(length, header.Blocks[index].Raw - length).Clear();
            foreach (var i in contents)
            {
                var (digest, _, offset, count) = header.Contents[i];
                var content = raw.AsSpan(offset, count);
                var actual = ContentDigest.Of(content);
                if (actual != digest)
                    throw new SlugChecksumException(digest.ToString(), actual.ToString());
                take(digest, content);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    /// <summary>The compressed blocks, pack after pack; each pack is read once, from its beginning on.</summary>
    private async IAsyncEnumerable<(int Pack, int Index, byte[] Bytes)> BlocksAsync(
        SortedDictionary<(int Pack, int Block), List<int>> blocks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var pack in blocks.Keys.GroupBy(static key => key.Pack))
        {
            var (digest, header) = _packs[pack.Key];
            await using var stream = await _store.OpenAsync(digest, cancellationToken)
                ?? throw new SlugFormatException($"The part {digest} of the slug is not in the slug store; deploy again.");
            await SkipAsync(stream, header.HeaderLength, cancellationToken);
            var next = 0;
            foreach (var (_, index) in pack)
            {
                await SkipAsync(stream, header.Blocks[next..index].Sum(static block => (long)block.Compressed), cancellationToken);
                var bytes = ArrayPool<byte>.Shared.Rent(header.Blocks[index].Compressed);
                var count = await stream.ReadAtLeastAsync(bytes.AsMemory(0, header.Blocks[index].Compressed), header.Blocks[index].Compressed, throwOnEndOfStream: false, cancellationToken);
                bytes.AsSpan(count, header.Blocks[index].Compressed - count).Clear();
                next = index + 1;
                yield return (pack.Key, index, bytes);
            }
        }
    }

    private static async ValueTask SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        if (stream.CanSeek)
        {
            stream.Seek(count, SeekOrigin.Current);
            return;
        }

        var buffer = new byte[Math.Min(count, 81920)];
        for (var rest = count; rest > 0;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, buffer.Length)), cancellationToken);
            rest = read > 0 ? rest - read : 0;
        }
    }
}

/// <summary>Gets a content that was read.</summary>
internal delegate void ContentTaker(ContentDigest digest, ReadOnlySpan<byte> content);
