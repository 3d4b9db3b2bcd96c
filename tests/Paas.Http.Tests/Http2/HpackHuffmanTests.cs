using System.Text;
using CsCheck;

namespace Paas.Http2;

public sealed class HpackHuffmanTests
{
    // RFC 7541 Appendix C.4 and C.6.
    [Theory]
    [InlineData("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff")]
    [InlineData("no-cache", "a8eb10649cbf")]
    [InlineData("Mon, 21 Oct 2013 20:13:21 GMT", "d07abe941054d444a8200595040b8166e082a62d1bff")]
    [InlineData("", "")]
    public void Text_OfAppendixC_IsEncodedAndDecoded(string text, string hex)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var output = new ByteBuffer();
        HpackHuffman.Encode(bytes, output);
        Assert.Equal(hex, Convert.ToHexStringLower(output.Span));
        Assert.Equal(hex.Length / 2, HpackHuffman.GetEncodedLength(bytes));
        Assert.Equal(text, Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Bytes_All_SurviveAlone()
    {
        for (var i = 0; i < 256; i++)
        {
            var output = new ByteBuffer();
            HpackHuffman.Encode([(byte)i], output);
            Assert.Equal(((char)i).ToString(), Decode(output.Span));
        }
    }

    [Fact]
    public void Bytes_Any_SurviveRoundTrip() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        var encoded = new ByteBuffer();
        HpackHuffman.Encode(bytes, encoded);
        var decoded = new ByteBuffer();
        Assert.Equal(encoded.Length, HpackHuffman.GetEncodedLength(bytes));
        Assert.True(HpackHuffman.TryDecode(encoded.Span, decoded));
        Assert.Equal(bytes, decoded.Span.ToArray());
    });

    [Theory]
    [InlineData("1f", "a")] // 00011, padded by 111.
    [InlineData("1e", null)] // Padded by 110.
    [InlineData("18", null)] // Padded by 000.
    [InlineData("1fff", null)] // Padded by eleven ones.
    [InlineData("ff", null)] // Eight ones.
    [InlineData("fffffffc", null)] // The end of string.
    [InlineData("1ffffffffc", null)]
    [InlineData("fe", null)] // The start of a longer code that never comes.
    public void Padding_OtherThanFewOnes_IsRefused(string hex, string? expected) => Assert.Equal(expected, Decode(Convert.FromHexString(hex)));

    // Whatever is accepted must be the one encoding of what it means.
    [Fact]
    public void Input_Any_IsRefusedOrCanonical() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        var decoded = new ByteBuffer();
        if (!HpackHuffman.TryDecode(bytes, decoded))
            return;
        var encoded = new ByteBuffer();
        HpackHuffman.Encode(decoded.Span, encoded);
        Assert.Equal(bytes, encoded.Span.ToArray());
    });

    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var output = new ByteBuffer();
        return HpackHuffman.TryDecode(bytes, output) ? Encoding.Latin1.GetString(output.Span) : null;
    }
}
