using System.Text;
using CsCheck;

namespace Paas.Dynos.Local;

public sealed class LineSplitterTests
{
    private static readonly Gen<byte[]> GenBytes = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("é"), Gen.Const("€"), Gen.Const("😀"), Gen.Const("abc"), Gen.Const(new string('x', 4000)))
            .Array[0, 40].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Fact]
    public void TryTake_AnyBytesInAnyPieces_GivesTheSameLines() => Gen.Select(GenBytes, Gen.Int[1, 300].Array[1, 20]).Sample(
        (bytes, pieces) => Assert.Equal(Split(bytes, [bytes.Length + 1]), Split(bytes, pieces)));

    [Fact]
    public void TryTake_TextOfShortLines_EqualsTheText() => Gen.String[Gen.Char["ab é€\u2028\t"], 0, 50].Array[1, 20].Sample(lines =>
        Assert.Equal(lines.Append("rest"), Split(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\nrest"), [7])));

    [Theory]
    [InlineData(9_999)]
    [InlineData(10_000)]
    [InlineData(10_001)]
    [InlineData(20_000)]
    [InlineData(20_001)]
    public void TryTake_LineAroundTheLimit_IsCutAtIt(int length)
    {
        var lines = Split(Encoding.UTF8.GetBytes(new string('x', length) + "\r\nnext\n"), [1000]);

        var expected = new List<int>();
        for (var left = length; left > 0; left -= 10_000)
            expected.Add(Math.Min(left, 10_000));
        Assert.Equal([.. expected, 4], lines.Select(line => line.Length));
    }

    [Fact]
    public void TryTake_CharacterAtTheLimit_IsNotCut()
    {
        var text = new string('x', 9_998) + "€uro";

        Assert.Equal([new string('x', 9_998), "€uro"], Split(Encoding.UTF8.GetBytes(text + "\n"), [1]));
    }

    private static List<string> Split(byte[] bytes, int[] pieces)
    {
        var splitter = new LineSplitter();
        var lines = new List<string>();
        var position = 0;
        for (var i = 0; position < bytes.Length; i++)
        {
            var room = splitter.Free;
            var count = Math.Min(Math.Min(pieces[i % pieces.Length], bytes.Length - position), room.Length);
            Assert.True(count > 0);
            bytes.AsSpan(position, count).CopyTo(room.Span);
            position += count;
            splitter.Add(count);
            while (splitter.TryTake(out var line))
                lines.Add(line);
        }

        while (splitter.TryTakeRest(out var line))
            lines.Add(line);
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, LineSplitter.MaximumLine));
        return lines;
    }
}
