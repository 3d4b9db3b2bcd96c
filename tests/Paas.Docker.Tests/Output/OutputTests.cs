using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;

namespace Paas.Docker.Output;

/// <summary>What the daemon kept, what arrived before, and what comes live are put together without loss and repetition.</summary>
public sealed class OutputTests
{
    private const int Telling = 64;
    private static readonly DateTimeOffset _start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Parse_KeptOutput_TakesTimesOut()
    {
        var kept = KeptOutput.Parse(Encoding.UTF8.GetBytes(
            "2026-01-02T03:04:05.000000001Z one\r\n2026-01-02T03:04:06.500000000Z \n2026-01-02T03:04:07.000000000Z 2026-01-02T03:04:05.000000001Z é\n"));

        Assert.Equal(["one", "", "2026-01-02T03:04:05.000000001Z é"], kept.Lines.Select(static line => line.Text));
        Assert.Equal("one\r\n\n2026-01-02T03:04:05.000000001Z é\n", Encoding.UTF8.GetString(kept.Content.Span));
        Assert.Equal(_start.AddSeconds(1.5), kept.Lines[1].Time);
        Assert.Equal(6, kept.StartOf(2));
        Assert.Equal(6, kept.StartOf(_start.AddSeconds(2)));
        Assert.Equal(kept.Content.Length, kept.StartOf(_start.AddSeconds(3)));
    }

    [Fact]
    public void Parse_LongLine_IsJoined()
    {
        const string Stamp = "2026-01-02T03:04:05.000000000Z ";
        var first = new string('a', 16 * 1024);

        var kept = KeptOutput.Parse(Encoding.UTF8.GetBytes($"{Stamp}{first}{Stamp}{first}{Stamp}end\n{Stamp}next\n"));

        Assert.Equal([first + first + "end", "next"], kept.Lines.Select(static line => line.Text));
    }

    [Fact]
    public void FirstUnseen_LinesThatAreAlike_IsTheOneNearestInTime()
    {
        var lines = Enumerable.Range(0, 10).Select(second => new KeptLine(_start.AddSeconds(second), "tick", 0)).ToImmutableArray();

        Assert.Equal(5, OutputGap.FirstUnseen(lines, Mark(_start.AddSeconds(4.1), "tick", "tick")));
    }

    [Fact]
    public void FirstUnseen_NothingWasSeen_IsTheFirst() =>
        Assert.Equal(0, OutputGap.FirstUnseen([new KeptLine(_start, "a", 2)], new SeenMark(DateTimeOffset.UnixEpoch, [])));

    [Fact]
    public void FirstUnseen_LinesAreNotFoundAgain_GoesByTime() =>
        Assert.Equal(1, OutputGap.FirstUnseen([new KeptLine(_start, "a", 2), new KeptLine(_start.AddSeconds(1), "b", 4)], Mark(_start.AddSeconds(0.5), "other")));

    [Fact]
    public void Mark_WrittenAndRead_IsTheSame()
    {
        var bytes = new byte[8 + (8 * SeenMark.Lines)];
        var ring = new string?[SeenMark.Lines];
        (ring[0], ring[1], ring[2]) = ("a", "b", "c");

        SeenMark.Write(bytes, _start, ring, 3);

        var mark = SeenMark.Read(bytes);
        Assert.Equal(_start, mark.Time);
        Assert.Equal([SeenMark.Of("a"), SeenMark.Of("b"), SeenMark.Of("c")], mark.Last);
        Assert.Equal(DateTimeOffset.UnixEpoch, SeenMark.Read(new byte[bytes.Length]).Time);
    }

    /// <summary>Whatever was kept of numbered lines, and wherever the live output begins, each comes once.</summary>
    [Fact]
    public void Find_NumberedLines_GivesEachOnce() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 2_000], Gen.Int[Telling, 300]).Sample((count, from, length) =>
        {
            var kept = Text(0, count);
            var all = Text(0, count + 40);
            from = Math.Min(from, kept.Length);
            // In the middle of a line a short overlap tells nothing; then more is read of what is kept.
            if (from > 0 && kept[from - 1] != '\n' && kept.Length - from < Telling)
                from = kept.Length;
            var live = all.Substring(from, length);

            var seam = OutputSeam.Find(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(live));

            Assert.Equal(all[..(from + live.Length)], kept[..seam] + live);
        });

    /// <summary>Lines of which no two places are alike.</summary>
    private static string Text(int first, int count) => string.Concat(
        from line in Enumerable.Range(first, count)
        from word in Enumerable.Range(0, 16)
        select string.Create(CultureInfo.InvariantCulture, $"{line}.{word}{(word == 15 ? '\n' : ' ')}"));

    private static SeenMark Mark(DateTimeOffset time, params string[] lines) => new(time, [.. lines.Select(SeenMark.Of)]);
}
