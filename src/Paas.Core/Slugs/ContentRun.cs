using System.Buffers;

namespace Paas.Slugs;

/// <summary>Pieces of files that one thread reads and hashes at once.</summary>
internal sealed class ContentRun : IDisposable
{
    /// <summary>Bytes from which on a run is not worth being larger.</summary>
    private const int Enough = 512 * 1024;

    private readonly List<FilePiece> _pieces = [];
    private readonly List<ContentDigest> _digests = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Its place in the order of the tree.</summary>
    public int Number { get; private set; }

    public int Count => _pieces.Count;

    public void Begin(int number)
    {
        Number = number;
        _length = 0;
        _pieces.Clear();
        _digests.Clear();
    }

    public bool TryAdd(FilePiece piece)
    {
        if (_length > 0 && (_length >= Enough || _length + piece.Length > SlugEntry.PieceSize))
            return false;
        _pieces.Add(piece);
        _length += piece.Length;
        return true;
    }

    /// <summary>Reads and hashes all of it.</summary>
    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public void Read()
    {
        if (_bytes.Length < _length)
        {
            Dispose();
            _bytes = ArrayPool<byte>.Shared.Rent(_length);
        }

        var offset = 0;
        foreach (var piece in _pieces)
        {
            _digests.Add(piece.Read(_bytes.AsSpan(offset, piece.Length)));
            offset += piece.Length;
        }
    }

    /// <summary>What was read, in order.</summary>
    public void ForEach(ContentTaker take)
    {
        var offset = 0;
        for (var i = 0; i < _pieces.Count; offset += _pieces[i].Length, i++)
            take(_digests[i], _bytes.AsSpan(offset, _pieces[i].Length));
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
