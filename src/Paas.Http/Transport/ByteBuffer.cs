using System.Buffers.Text;

namespace Paas;

/// <summary>
/// Bytes in one piece: written at the end, consumed at the start, growing as needed, on a pooled array that is given back
/// by <see cref="Release"/>. Not thread-safe.
/// </summary>
public sealed class ByteBuffer
{
    private byte[] _array = [];
    private int _start;
    private int _end;

    /// <summary>Bytes written and not yet consumed.</summary>
    public int Length => _end - _start;

    /// <summary>The bytes written and not yet consumed; valid until the next write.</summary>
    public ReadOnlySpan<byte> Span => new(_array, _start, _end - _start);

    /// <summary>As <see cref="Span"/>.</summary>
    public ReadOnlyMemory<byte> Memory => new(_array, _start, _end - _start);

    /// <summary>Size of the array behind the buffer.</summary>
    public int Capacity => _array.Length;

    /// <summary>Forgets the first <paramref name="count"/> bytes. The rest stays where it is.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        _start += count;
    }

    /// <summary>Free room for at least <paramref name="size"/> bytes behind the written ones; moves them if it must.</summary>
    public Memory<byte> GetMemory(int size)
    {
        MakeRoom(size);
        return _array.AsMemory(_end);
    }

    /// <summary>As <see cref="GetMemory"/>.</summary>
    public Span<byte> GetSpan(int size)
    {
        MakeRoom(size);
        return _array.AsSpan(_end);
    }

    /// <summary>Counts bytes put into the free room as written.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_array.Length - _end), nameof(count));
        _end += count;
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>Appends a number in decimal digits.</summary>
    public void WriteNumber(long number)
    {
        Utf8Formatter.TryFormat(number, GetSpan(20), out var written);
        _end += written;
    }

    /// <summary>Appends a number in lower-case hexadecimal digits.</summary>
    public void WriteHex(long number)
    {
        Utf8Formatter.TryFormat(number, GetSpan(16), out var written, 'x');
        _end += written;
    }

    /// <summary>Bytes already written, to be filled in later than those behind them.</summary>
    public Span<byte> Written(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start + (uint)length, (uint)Length, nameof(length));
        return _array.AsSpan(_start + start, length);
    }

    /// <summary>Forgets the last <paramref name="count"/> bytes.</summary>
    public void TakeBack(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        _end -= count;
    }

    /// <summary>Forgets all bytes.</summary>
    public void Clear() => _start = _end = 0;

    /// <summary>Forgets all bytes and gives the array back.</summary>
    public void Release()
    {
        Clear();
        if (_array.Length == 0)
            return;
        BufferPool.Return(_array);
        _array = [];
    }

    private void MakeRoom(int size)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_array.Length - _end >= size)
            return;
        var length = Length;
        if (_array.Length - length >= size && _start >= length)
        {
            _array.AsSpan(_start, length).CopyTo(_array);
        }
        else
        {
            var larger = BufferPool.Rent(Math.Max(length + size, Math.Clamp(_array.Length * 2, BufferPool.MinCapacity, 1 << 20)));
            _array.AsSpan(_start, length).CopyTo(larger);
            if (_array.Length > 0)
                BufferPool.Return(_array);
            _array = larger;
        }
        (_start, _end) = (0, length);
    }
}
