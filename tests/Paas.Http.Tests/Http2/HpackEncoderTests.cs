using System.Text;
using CsCheck;

namespace Paas.Http2;

public sealed class HpackEncoderTests
{
    private static readonly Gen<(string Name, string Value)> Field = Gen.Select(
        Gen.OneOf("server", "x-a", "x-b", "content-type", "set-cookie", "via", "date", "etag", "x-powered-by"),
        Gen.OneOf(Gen.OneOf("", "1", "text/html", "1.1 heroku-router"), Gen.String[Gen.Char[' ', '~'], 0, 3000]));

    [Fact]
    public void Blocks_Any_AreReadBack() => Gen.Select(Field.Array[0, 8], Gen.OneOf(-1, -1, -1, 0, 100, 4096, 9999)).Array[1, 12].Sample(blocks =>
    {
        var encoder = new HpackEncoder();
        var decoder = new HpackDecoder();
        foreach (var (fields, size) in blocks)
        {
            if (size >= 0)
                encoder.SetTableSize(size);
            var output = new ByteBuffer();
            encoder.Begin(output);
            encoder.WriteStatus(output, 200 + fields.Length);
            foreach (var (name, value) in fields)
                encoder.Write(output, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
            Assert.Equal([(":status", $"{200 + fields.Length}"), .. fields], Decode(decoder, output.Span));
        }
    });

    [Fact]
    public void Field_Repeated_TakesOneByteFromTheThirdTimeOn()
    {
        var encoder = new HpackEncoder();
        var lengths = Enumerable.Range(0, 4).Select(_ => Encode(encoder, "server", "Cowboy").Length).ToArray();
        Assert.True(lengths[0] > 1 && lengths[1] > 1);
        Assert.Equal([1, 1], lengths[2..]);
    }

    // RFC 7541 §7.1.3: never indexed, not even by those behind us.
    [Fact]
    public void Cookie_Repeated_IsNeverIndexed()
    {
        var encoder = new HpackEncoder();
        for (var i = 0; i < 3; i++)
            Assert.Equal(0x1F, Encode(encoder, "set-cookie", "session=1")[0]);
    }

    [Fact]
    public void TableSize_ChangedTwice_TellsSmallestAndLast()
    {
        var encoder = new HpackEncoder();
        encoder.SetTableSize(0);
        encoder.SetTableSize(1000);
        var output = new ByteBuffer();
        encoder.Begin(output);
        Assert.Equal("203fc907", Convert.ToHexStringLower(output.Span));
        encoder.Begin(output);
        Assert.Equal(4, output.Length);
    }

    // Mutated blocks end as fields or as bad, never in an exception, and cannot make the table outgrow its size.
    [Fact]
    public void Block_Mutated_DoesNotBreakDecoder() => Gen.Select(Field.Array[1, 8], Gen.Select(Gen.Int[0, 9999], Gen.Byte).Array[1, 5]).Sample((fields, mutations) =>
    {
        var encoder = new HpackEncoder();
        var decoder = new HpackDecoder();
        for (var round = 0; round < 3; round++)
        {
            var output = new ByteBuffer();
            encoder.Begin(output);
            foreach (var (name, value) in fields)
                encoder.Write(output, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
            var bytes = output.Span.ToArray();
            foreach (var (at, value) in mutations)
                bytes[at % bytes.Length] = value;
            Decode(decoder, bytes);
            Assert.InRange(decoder.TableSize, 0, HpackDecoder.DefaultTableSize);
        }
    });

    [Fact]
    public void Block_Random_DoesNotBreakDecoder() => Gen.Byte.Array[0, 200].Array[1, 4].Sample(blocks =>
    {
        var decoder = new HpackDecoder();
        foreach (var block in blocks)
            Decode(decoder, block);
        Assert.InRange(decoder.TableSize, 0, HpackDecoder.DefaultTableSize);
    });

    private static byte[] Encode(HpackEncoder encoder, string name, string value)
    {
        var output = new ByteBuffer();
        encoder.Begin(output);
        encoder.Write(output, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        return output.Span.ToArray();
    }

    private static List<(string Name, string Value)> Decode(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var fields = new List<(string Name, string Value)>();
        decoder.Begin();
        while (decoder.Next(ref block, out var name, out var value) == HpackStatus.Field)
            fields.Add((Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(value)));
        return fields;
    }
}
