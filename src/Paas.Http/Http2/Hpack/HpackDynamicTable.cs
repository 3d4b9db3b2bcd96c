using System.Buffers;

namespace Paas.Http2;

/// <summary>
/// The fields that one direction of a connection remembers (RFC 7541 §2.3.2): first in, first out, the newest is number 1.
/// Their bytes lie one behind the other in an array of twice the table's size, moved to its start when the end is reached;
/// it is taken when the first field comes.
/// </summary>
internal sealed class HpackDynamicTable
{
    /// <summary>What each field weighs beyond its bytes (RFC 7541 §4.1).</summary>
    public const int Overhead = 32;

    private readonly int _capacity;
    private readonly Entry[] _ring;
    private byte[] _bytes = [];
    private int _oldest;
    private int _start;
    private int _end;

    public HpackDynamicTable(int capacity)
    {
        _capacity = MaxSize = capacity;
        _ring = new Entry[Math.Max(1, capacity / Overhead)];
    }

    public int Count { get; private set; }

    /// <summary>Weight of the fields, their overhead included.</summary>
    public int Size { get; private set; }

    /// <summary>The weight that may not be exceeded.</summary>
    public int MaxSize { get; private set; }

    /// <summary>Changes the weight allowed, at most to the capacity; the oldest fields go as needed.</summary>
    public void Resize(int maxSize)
    {
        MaxSize = Math.Min(maxSize, _capacity);
        Evict(MaxSize);
    }

    public ReadOnlySpan<byte> Name(int number)
    {
        ref readonly var entry = ref Get(number);
        return _bytes.AsSpan(entry.Start, entry.NameLength);
    }

    public ReadOnlySpan<byte> Value(int number)
    {
        ref readonly var entry = ref Get(number);
        return _bytes.AsSpan(entry.Start + entry.NameLength, entry.ValueLength);
    }

    /// <summary>Adds a field; one that is heavier than the whole table empties it instead (RFC 7541 §4.4).</summary>
    /// <param name="name">The name, which must not lie in this table.</param>
    /// <param name="value">The value, likewise.</param>
    /// <param name="hash">What <see cref="Find"/> compares first.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int hash = 0)
    {
        var length = name.Length + value.Length;
        if (length + Overhead > MaxSize)
        {
            Evict(0);
            return;
        }
        Evict(MaxSize - length - Overhead);
        if (_bytes.Length == 0)
            _bytes = ArrayPool<byte>.Shared.Rent(_capacity * 2);
        if (_end + length > _bytes.Length)
            MoveToStart();
        name.CopyTo(_bytes.AsSpan(_end));
        value.CopyTo(_bytes.AsSpan(_end + name.Length));
        _ring[(_oldest + Count) % _ring.Length] = new Entry(_end, name.Length, value.Length, hash);
        _end += length;
        Count++;
        Size += length + Overhead;
    }

    /// <summary>Number of the newest equal field, or 0.</summary>
    public int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int hash)
    {
        for (var number = 1; number <= Count; number++)
        {
            if (Get(number).Hash == hash && Name(number).SequenceEqual(name) && Value(number).SequenceEqual(value))
                return number;
        }
        return 0;
    }

    /// <summary>Forgets all fields and gives the memory back.</summary>
    public void Release()
    {
        Evict(0);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private ref readonly Entry Get(int number) => ref _ring[(_oldest + Count - number) % _ring.Length];

    private void Evict(int size)
    {
        while (Size > size)
        {
            ref readonly var entry = ref _ring[_oldest];
            Size -= entry.NameLength + entry.ValueLength + Overhead;
            _start = entry.Start + entry.NameLength + entry.ValueLength;
            _oldest = (_oldest + 1) % _ring.Length;
            Count--;
        }
        if (Count == 0)
            _start = _end = 0;
    }

    private void MoveToStart()
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        for (var i = 0; i < Count; i++)
        {
            ref var entry = ref _ring[(_oldest + i) % _ring.Length];
            entry = entry with { Start = entry.Start - _start };
        }
        _end -= _start;
        _start = 0;
    }

    private readonly record struct Entry(int Start, int NameLength, int ValueLength, int Hash);
}
