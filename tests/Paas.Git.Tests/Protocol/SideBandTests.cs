using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Paas.Git.Protocol;

namespace Paas.Git.Tests.Protocol;

public sealed class SideBandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeepAlive_AfterSilence_IsAnEmptyPacket()
    {
        var (pipe, time) = (new Pipe(), new FakeTimeProvider());
        await using var band = new SideBand(pipe.Writer, enabled: true, TimeSpan.FromSeconds(5), time, Token);
        time.Advance(TimeSpan.FromSeconds(5));
        var result = await pipe.Reader.ReadAtLeastAsync(5, Token);
        Assert.Equal("0005\u0002", Encoding.Latin1.GetString(result.Buffer));
    }

    [Fact]
    public async Task Write_LongData_IsSplitIntoPacketsOfTheBand()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await using (var band = new SideBand(pipe.Writer, enabled: true, TimeSpan.FromSeconds(5), new FakeTimeProvider(), Token))
        {
            await band.DataAsync(new byte[70_000]);
            await band.LineAsync("é");
            await band.CompleteAsync();
        }

        await pipe.Writer.CompleteAsync();
        var buffer = (await pipe.Reader.ReadAtLeastAsync(int.MaxValue, Token)).Buffer;
        var packets = new List<(PktKind Kind, byte[] Payload)>();
        while (PktLine.TryRead(ref buffer, out var kind, out var payload))
            packets.Add((kind, payload.ToArray()));
        Assert.Equal([65516, 70_000 - 65515 + 1, 4, 0], packets.Select(static p => p.Payload.Length));
        Assert.Equal([1, 1, 2], packets.Take(3).Select(static p => (int)p.Payload[0]));
        Assert.Equal(PktKind.Flush, packets[^1].Kind);
    }

    [Fact]
    public async Task Write_WithoutSideBand_IsTheDataAlone()
    {
        var pipe = new Pipe();
        await using var band = new SideBand(pipe.Writer, enabled: false, TimeSpan.FromSeconds(5), new FakeTimeProvider(), Token);
        await band.LineAsync("text");
        await band.DataAsync("data"u8.ToArray());
        await band.CompleteAsync();
        Assert.Equal("data", Encoding.ASCII.GetString((await pipe.Reader.ReadAsync(Token)).Buffer));
    }
}
