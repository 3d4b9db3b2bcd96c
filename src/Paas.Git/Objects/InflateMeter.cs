namespace Paas.Git.Objects;

/// <summary>
/// Measures zlib streams (RFC 1950, 1951) without unpacking them: how many bytes each holds, its first few bytes, and where
/// it ends. The framework's streams read ahead and do not tell that end.
/// </summary>
internal sealed unsafe class InflateMeter(byte* data, long length)
{
    public const int PrefixSize = 32;

    private static readonly ushort[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanCode _literals = new();
    private readonly HuffmanCode _distances = new();
    private readonly HuffmanCode _lengths = new();
    private readonly byte[] _prefix = new byte[PrefixSize];
    private ulong _bits;
    private int _bitCount;
    private long _position;
    private long _size;

    /// <summary>The first bytes of the stream measured last.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix.AsSpan(0, (int)Math.Min(_size, PrefixSize));

    /// <summary>Unpacked size of the stream at <paramref name="position"/>, which moves behind it.</summary>
    public long Measure(ref long position, long maxSize)
    {
        (_position, _size, _bits, _bitCount) = (position, 0, 0, 0);
        var header = Take(8) << 8 | Take(8);
        if ((header & 0x0f00) != 0x0800 || (header & 0x20) != 0 || header % 31 != 0)
            throw Damaged();

        bool last;
        do
        {
            last = Take(1) == 1;
            switch (Take(2))
            {
                case 0: SkipStored(); break;
                case 1: BuildFixed(); SkipCompressed(maxSize); break;
                case 2: BuildDynamic(); SkipCompressed(maxSize); break;
                default: throw Damaged();
            }

            if (_size > maxSize)
                return _size;
        }
        while (!last);

        AlignToByte();
        position = _position + 4; // the checksum
        return position <= length ? _size : throw Damaged();
    }

    private void SkipStored()
    {
        AlignToByte();
        var count = Take(16);
        var complement = Take(16);
        AlignToByte();
        if ((count ^ complement) != 0xffff || _position + count > length)
            throw Damaged();
        for (var i = 0; i < count && _size + i < PrefixSize; i++)
            _prefix[_size + i] = data[_position + i];
        _position += count;
        _size += count;
    }

    private void SkipCompressed(long maxSize)
    {
        while (_size <= maxSize)
        {
            var symbol = Decode(_literals);
            if (symbol < 256)
            {
                if (_size < PrefixSize)
                    _prefix[_size] = (byte)symbol;
                _size++;
                continue;
            }

            if (symbol == 256)
                return;
            if (symbol > 285)
                throw Damaged();
            var count = LengthBase[symbol - 257] + Take(LengthExtra[symbol - 257]);
            var code = Decode(_distances);
            if (code > 29)
                throw Damaged();
            var extra = code < 4 ? 0 : code / 2 - 1;
            var distance = code < 4 ? code + 1 : ((2 + (code & 1)) << extra) + 1 + Take(extra);
            if (distance > _size)
                throw Damaged();
            for (var i = _size; i < _size + count && i < PrefixSize; i++)
                _prefix[i] = _prefix[i - distance];
            _size += count;
        }
    }

    private void BuildFixed()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        _literals.TryBuild(lengths);
        lengths[..30].Fill(5);
        _distances.TryBuild(lengths[..30]);
    }

    private void BuildDynamic()
    {
        var (literals, distances, codes) = (Take(5) + 257, Take(5) + 1, Take(4) + 4);
        Span<byte> lengths = stackalloc byte[320];
        lengths.Clear();
        for (var i = 0; i < codes; i++)
            lengths[CodeLengthOrder[i]] = (byte)Take(3);
        if (literals > 286 || !_lengths.TryBuild(lengths[..19]))
            throw Damaged();

        lengths.Clear();
        for (var i = 0; i < literals + distances;)
        {
            var symbol = Decode(_lengths);
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && i == 0)
                throw Damaged();
            var value = symbol == 16 ? lengths[i - 1] : (byte)0;
            var repeat = symbol == 16 ? 3 + Take(2) : symbol == 17 ? 3 + Take(3) : 11 + Take(7);
            if (i + repeat > literals + distances)
                throw Damaged();
            lengths.Slice(i, repeat).Fill(value);
            i += repeat;
        }

        if (!_literals.TryBuild(lengths[..literals]) || !_distances.TryBuild(lengths.Slice(literals, distances)))
            throw Damaged();
    }

    private int Decode(HuffmanCode code)
    {
        Fill();
        var symbol = code.Decode(_bits, out var count);
        if (count == 0)
            throw Damaged();
        Drop(count);
        return symbol;
    }

    private int Take(int count)
    {
        Fill();
        var value = (int)(_bits & ((1UL << count) - 1));
        Drop(count);
        return value;
    }

    private void Drop(int count)
    {
        if (count > _bitCount)
            throw Damaged();
        _bits >>= count;
        _bitCount -= count;
    }

    private void Fill()
    {
        while (_bitCount <= 56 && _position < length)
        {
            _bits |= (ulong)data[_position++] << _bitCount;
            _bitCount += 8;
        }
    }

    /// <summary>Drops the rest of a byte and gives back the bytes that were read ahead.</summary>
    private void AlignToByte()
    {
        _position -= _bitCount / 8;
        (_bits, _bitCount) = (0, 0);
    }

    private static GitDataException Damaged() => new("the pack is damaged");
}
