using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Paas.Load.Backend;

/// <summary>Turns the masked frames of a client into the same frames of a server, byte by byte as they come (RFC 6455 section 5.2).</summary>
internal sealed class EchoFrames
{
    public const int MaxHeader = 14;
    private readonly byte[] _header = new byte[MaxHeader];
    private readonly byte[] _mask = new byte[4];
    private int _headerLength;
    private long _remaining;
    private int _maskAt;

    /// <summary>Returns how many bytes of the output, at most <see cref="MaxHeader"/> more than came in, are to be sent.</summary>
    public int Transform(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (input.Length > 0)
        {
            if (_remaining == 0)
            {
                written += ReadHeader(input[0], output[written..]);
                input = input[1..];
                continue;
            }
            var count = (int)Math.Min(_remaining, input.Length);
            Unmask(input[..count], output[written..]);
            written += count;
            input = input[count..];
            _remaining -= count;
        }
        return written;
    }

    private int ReadHeader(byte next, Span<byte> output)
    {
        _header[_headerLength++] = next;
        if (_headerLength < 2)
            return 0;
        var extended = (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        if (_headerLength < 2 + extended + 4)
            return 0;
        _remaining = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            8 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            _ => _header[1] & 0x7F,
        };
        _header.AsSpan(2 + extended, 4).CopyTo(_mask);
        _maskAt = 0;
        _headerLength = 0;
        _header[1] &= 0x7F;
        _header.AsSpan(0, 2 + extended).CopyTo(output);
        return 2 + extended;
    }

    private void Unmask(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> key = stackalloc byte[8];
        for (var i = 0; i < key.Length; i++)
            key[i] = _mask[(_maskAt + i) % 4];
        var wide = MemoryMarshal.Read<ulong>(key);
        var inputs = MemoryMarshal.Cast<byte, ulong>(input);
        var outputs = MemoryMarshal.Cast<byte, ulong>(output);
        for (var i = 0; i < inputs.Length; i++)
            outputs[i] = inputs[i] ^ wide;
        for (var i = inputs.Length * 8; i < input.Length; i++)
            output[i] = (byte)(input[i] ^ key[i % 8]);
        _maskAt = (_maskAt + input.Length) % 4;
    }
}
