using System.Buffers;
using System.Collections.Concurrent;
using ZstdSharp;

namespace Paas.Slugs;

/// <summary>Compresses what a slug has and earlier packs have not, on all threads that bring it. The same contents become the same pack.</summary>
/// <param name="earlier">Packs of earlier slugs.</param>
/// <param name="body">Gets the blocks.</param>
internal sealed class PackWriter(SlugReader earlier, PackBody body) : IDisposable
{
    /// <summary>Zstandard's own default: higher ones cost much more time than they save in bytes.</summary>
    private const int Level = 3;

    private readonly object _turn = new();
    private readonly Lock _output = new();
    private readonly Dictionary<ContentDigest, int> _contents = [];
    private readonly List<PackBlock> _blocks = [];
    private readonly ConcurrentBag<Workplace> _workplaces = [];
    private readonly Dictionary<int, byte[]> _waiting = [];
    private PackBlock? _open;
    private int _nextRun;
    private int _nextBlock;
    private bool _isStopped;

    /// <summary>All contents of the slug and their lengths, wherever they are stored.</summary>
    public IReadOnlyDictionary<ContentDigest, int> Contents => _contents;

    /// <summary>Takes what was read, when all before it was taken, and compresses the blocks that it fills.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the disk is full.</exception>
    public void Take(ContentRun run)
    {
        List<PackBlock> full = [];
        lock (_turn)
        {
            while (_nextRun != run.Number && !_isStopped)
                Monitor.Wait(_turn);
            if (_isStopped)
                return;
            run.ForEach((digest, content) => Add(digest, content, full));
            _nextRun++;
            Monitor.PulseAll(_turn);
        }

        foreach (var block in full)
            Compress(block, Emit);
    }

    /// <summary>Nothing more comes.</summary>
    public void Stop()
    {
        lock (_turn)
        {
            _isStopped = true;
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Writes what is left, and puts the listing first, so that who reads it reads little else.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the disk is full.</exception>
    public SlugPack Finish(IReadOnlyList<(ContentDigest Digest, byte[] Bytes)> pages)
    {
        List<PackBlock> rest = [];
        Close(rest);
        PackBlock[] files = [.. _blocks];
        _blocks.Clear();
        foreach (var (digest, bytes) in pages)
            Add(digest, bytes, []);
        Close([]);
        Parallel.Invoke(
            () => rest.ForEach(block => Compress(block, Emit)),
            () => _blocks.ForEach(block => Compress(block, (_, compressed) => body.Prepend(compressed))));
        PackBlock[] blocks = [.. _blocks, .. files];
        return new SlugPack(
            [.. blocks.Select(static block => (block.Compressed, block.Length))],
            [.. blocks.SelectMany(static (block, index) => block.Contents.Select(content => (content.Digest, index, content.Offset, content.Length)))]);
    }

    public void Dispose()
    {
        foreach (var workplace in _workplaces)
            workplace.Dispose();
    }

    private void Add(ContentDigest digest, ReadOnlySpan<byte> content, List<PackBlock> full)
    {
        if (!_contents.TryAdd(digest, content.Length) || earlier.PackOf(digest) >= 0)
            return;
        if (_open?.HasRoomFor(content.Length) is false)
            Close(full);
        _open ??= new PackBlock(_blocks.Count);
        _open.Add(digest, content);
    }

    private void Close(List<PackBlock> full)
    {
        if (_open is null)
            return;
        _blocks.Add(_open);
        full.Add(_open);
        _open = null;
    }

    private void Compress(PackBlock block, BlockTaker write)
    {
        if (!_workplaces.TryTake(out var workplace))
            workplace = new Workplace();
        var compressed = workplace.Compress(block.Raw);
        block.Compressed = compressed.Length;
        block.Release();
        lock (_output)
            write(block, compressed);
        _workplaces.Add(workplace);
    }

    /// <summary>Appends blocks in their order; what waits to be written stays small, since they are compressed in that order too.</summary>
    private void Emit(PackBlock block, ReadOnlySpan<byte> compressed)
    {
        if (block.Index != _nextBlock)
        {
            _waiting.Add(block.Index, compressed.ToArray());
            return;
        }

        for (body.Append(compressed); _waiting.Remove(++_nextBlock, out var next);)
            body.Append(next);
    }

    private delegate void BlockTaker(PackBlock block, ReadOnlySpan<byte> compressed);

    private sealed class Workplace : IDisposable
    {
        private readonly Compressor _compressor = new(Level);
        private readonly byte[] _compressed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(SlugPack.BlockSize));

        /// <summary>The result is good until the next call.</summary>
        public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> raw) => _compressed.AsSpan(0, _compressor.Wrap(raw, _compressed));

        public void Dispose()
        {
            _compressor.Dispose();
            ArrayPool<byte>.Shared.Return(_compressed);
        }
    }
}
