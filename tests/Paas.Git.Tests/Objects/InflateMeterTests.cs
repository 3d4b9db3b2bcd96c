using System.IO.Compression;
using CsCheck;
using Paas.Git.Objects;

namespace Paas.Git.Tests.Objects;

public sealed class InflateMeterTests
{
    private static readonly Gen<byte[]> Data = Gen.OneOf(
        Gen.Byte.Array[0, 3000],
        Gen.Byte[97, 100].Array[0, 3000],
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[1, 5000], static (piece, times) => Enumerable.Repeat(piece, times).SelectMany(static b => b).ToArray()));

    [Fact]
    public void Measure_AnythingCompressed_IsItsSizeEndAndPrefix() =>
        Gen.Select(Data, Gen.Int[0, 3]).Sample(
            static (data, level) => // the four levels of the framework
            {
                var stream = Compress(data, (CompressionLevel)level);
                byte[] bytes = [7, .. stream, 1, 2, 3];
                var (size, end, prefix) = Measure(bytes, 1, long.MaxValue);
                return size == data.Length && end == 1 + stream.Length && prefix.AsSpan().SequenceEqual(data.AsSpan(0, Math.Min(data.Length, InflateMeter.PrefixSize)));
            });

    [Fact]
    public void Measure_ChangedOrCutStream_IsRefusedOrMeasuredInBounds() =>
        Gen.Select(Data, Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample(static (data, at, value, cut) =>
        {
            var bytes = Compress(data, CompressionLevel.Optimal);
            at %= bytes.Length;
            bytes[at] = value;
            try
            {
                return Measure(cut ? bytes[..at] : bytes, 0, 1 << 20).End <= bytes.Length;
            }
            catch (GitDataException)
            {
                return true;
            }
        });

    [Fact]
    public void Measure_BeyondTheLimit_StopsEarly() =>
        Assert.InRange(Measure(Compress(new byte[10 << 20], CompressionLevel.Optimal), 0, 1000).Size, 1001, 2000);

    private static unsafe (long Size, long End, byte[] Prefix) Measure(byte[] bytes, long position, long maxSize)
    {
        fixed (byte* data = bytes)
        {
            var meter = new InflateMeter(data, bytes.Length);
            var size = meter.Measure(ref position, maxSize);
            return (size, position, meter.Prefix.ToArray());
        }
    }

    private static byte[] Compress(byte[] data, CompressionLevel level)
    {
        // The framework writes no stream at all for no data, zlib and git write an empty one.
        if (data.Length == 0)
            return [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, level))
            zlib.Write(data);
        return packed.ToArray();
    }
}
