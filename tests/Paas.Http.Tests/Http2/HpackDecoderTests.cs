using System.Text;

namespace Paas.Http2;

public sealed class HpackDecoderTests
{
    private const string Requests =
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com\n"
        + ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache\n"
        + ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value";

    private const string Responses =
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com\n"
        + ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com\n"
        + ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip"
        + "|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    // RFC 7541 Appendix C.2.
    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path", 0)]
    [InlineData("100870617373776f726406736563726574", "password: secret", 0)]
    [InlineData("82", ":method: GET", 0)]
    public void Field_OfAppendixC2_IsRead(string block, string expected, int tableSize)
    {
        var decoder = new HpackDecoder();
        Assert.Equal(expected, Decode(decoder, block));
        Assert.Equal(tableSize, decoder.TableSize);
    }

    // RFC 7541 Appendix C.3 to C.6.
    [Theory]
    [InlineData(4096, Requests, "57 110 164",
        "828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData(4096, Requests, "57 110 164",
        "828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf", "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    [InlineData(256, Responses, "222 222 215",
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31")]
    [InlineData(256, Responses, "222 222 215",
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007")]
    public void Blocks_OfAppendixC_AreRead(int tableSize, string expected, string sizes, params string[] blocks)
    {
        var decoder = new HpackDecoder(tableSize);
        var seen = new List<int>();
        var lines = new List<string>();
        foreach (var block in blocks)
        {
            lines.Add(Decode(decoder, block));
            seen.Add(decoder.TableSize);
        }
        Assert.Equal(expected, string.Join('\n', lines));
        Assert.Equal(sizes, string.Join(' ', seen));
    }

    [Theory]
    [InlineData("80")] // Index 0.
    [InlineData("be")] // An empty table has no first entry.
    [InlineData("7f80808080808001")] // A number beyond all bounds.
    [InlineData("7f")] // Cut short within a number.
    [InlineData("400a6375")] // Cut short within a string.
    [InlineData("823fe11f")] // A size change behind a field.
    [InlineData("3fe21f")] // A table of 4097 bytes.
    [InlineData("04840c2f")] // Huffman, cut short.
    [InlineData("0084ffffffff00")] // The end of string within a string.
    public void Block_Broken_IsBad(string block) => Assert.Equal("bad", Decode(new HpackDecoder(), block));

    [Fact]
    public void SizeChange_ToNothingAndBack_EmptiesTable()
    {
        var decoder = new HpackDecoder();
        Decode(decoder, "400a637573746f6d2d6b65790d637573746f6d2d686561646572");
        Assert.Equal("bad", Decode(decoder, "203fe11fbe"));
        Assert.Equal(0, decoder.TableSize);
    }

    [Fact]
    public void Field_HeavierThanTable_EmptiesIt()
    {
        var decoder = new HpackDecoder(64);
        Decode(decoder, "400161" + "0162");
        Assert.Equal(34, decoder.TableSize);
        Decode(decoder, "400161" + "21" + string.Concat(Enumerable.Repeat("62", 33)));
        Assert.Equal(0, decoder.TableSize);
    }

    [Fact]
    public void Field_NamedByTheEntryThatItPushesOut_KeepsName()
    {
        var decoder = new HpackDecoder(64);
        Decode(decoder, "4003616263" + "0162");
        Assert.Equal("abc: " + new string('x', 20), Decode(decoder, "7e14" + string.Concat(Enumerable.Repeat("78", 20))));
        Assert.Equal("abc: " + new string('x', 20), Decode(decoder, "be"));
    }

    private static string Decode(HpackDecoder decoder, string hex)
    {
        ReadOnlySpan<byte> block = Convert.FromHexString(hex);
        var fields = new List<string>();
        decoder.Begin();
        while (true)
        {
            switch (decoder.Next(ref block, out var name, out var value))
            {
                case HpackStatus.Bad:
                    return "bad";
                case HpackStatus.End:
                    return string.Join('|', fields);
            }
            fields.Add(Encoding.Latin1.GetString(name) + ": " + Encoding.Latin1.GetString(value));
        }
    }
}
