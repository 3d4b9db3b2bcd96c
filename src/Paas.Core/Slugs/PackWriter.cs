using System.Buffers;
using System.Collections.Concurrent;
using ZstdSharp;

namespace Paas.Slugs;

/// <summary>Compresses contents into the blocks of one pack, on all cores.</summary>
internal sealed class PackWriter(Stream output, long maximum, CancellationToken cancellationToken)
{
    /// <summary>Zstandard's own default: higher ones cost much more time than they save in bytes.</summary>
    private const int Level = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, byte[]> _waiting = [];
    private int _next;

    /// <summary>Length of all blocks; beyond the maximum they are counted but no longer written.</summary>
    public long Length { get; private set; }

    public SlugPack Write(IReadOnlyList<PackSource> sources)
    {
        var plan = Plan(sources);
        var lengths = new (int Compressed, int Raw)[plan.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            // One by one, in order: what waits to be written stays small.
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, plan.Count), EnumerablePartitionerOptions.NoBuffering),
                options,
                static () => new Workplace(),
                (index, _, workplace) =>
                {
                    var (from, to, raw) = plan[index];
                    var compressed = workplace.Compress(sources, from, to, raw).Span;
                    lengths[index] = (compressed.Length, raw);
                    Emit(index, compressed);
                    return workplace;
                },
                static workplace => workplace.Dispose());
        }
        catch (AggregateException exception)
        {
            throw exception.InnerExceptions.FirstOrDefault(static inner => inner is SlugFormatException or PaasException) ?? exception.InnerExceptions[0];
        }

        return new SlugPack(lengths, Places(sources, plan));
    }

    /// <summary>Whole contents into blocks, in order.</summary>
    private static List<(int From, int To, int Raw)> Plan(IReadOnlyList<PackSource> sources)
    {
        var plan = new List<(int, int, int)>();
        var (from, raw) = (0, 0);
        for (var i = 0; i < sources.Count; i++)
        {
            if (raw > 0 && raw + sources[i].Length > SlugPack.BlockSize)
            {
                plan.Add((from, i, raw));
                (from, raw) = (i, 0);
            }

            raw += sources[i].Length;
        }

        if (raw > 0)
            plan.Add((from, sources.Count, raw));
        return plan;
    }

    private static (ContentDigest, int, int, int)[] Places(IReadOnlyList<PackSource> sources, List<(int From, int To, int Raw)> plan)
    {
        var places = new (ContentDigest, int, int, int)[sources.Count];
        for (var block = 0; block < plan.Count; block++)
        {
            var offset = 0;
            for (var i = plan[block].From; i < plan[block].To; offset += sources[i].Length, i++)
                places[i] = (sources[i].Digest, block, offset, sources[i].Length);
        }

        return places;
    }

    private void Emit(int index, ReadOnlySpan<byte> compressed)
    {
        lock (_lock)
        {
            if (index != _next)
            {
                _waiting.Add(index, compressed.ToArray());
                return;
            }

            Write(compressed);
            while (_waiting.Remove(_next, out var block))
                Write(block);
        }
    }

    private void Write(ReadOnlySpan<byte> block)
    {
        _next++;
        Length += block.Length;
        if (Length <= maximum)
            output.Write(block);
    }

    private sealed class Workplace : IDisposable
    {
        private readonly Compressor _compressor = new(Level);
        private readonly byte[] _raw = ArrayPool<byte>.Shared.Rent(SlugPack.BlockSize);
        private readonly byte[] _compressed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(SlugPack.BlockSize));

        /// <summary>Compresses contents; the result is good until the next call.</summary>
        public ReadOnlyMemory<byte> Compress(IReadOnlyList<PackSource> sources, int from, int to, int raw)
        {
            var offset = 0;
            for (var i = from; i < to; offset += sources[i].Length, i++)
                sources[i].Read(_raw.AsSpan(offset, sources[i].Length));
            var length = _compressor.Wrap(_raw.AsSpan(0, raw), _compressed);
            return _compressed.AsMemory(0, length);
        }

        public void Dispose()
        {
            _compressor.Dispose();
            ArrayPool<byte>.Shared.Return(_raw);
            ArrayPool<byte>.Shared.Return(_compressed);
        }
    }
}
