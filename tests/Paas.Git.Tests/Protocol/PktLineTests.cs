using System.Buffers;
using System.Text;
using CsCheck;
using Paas.Git.Protocol;

namespace Paas.Git.Tests.Protocol;

public sealed class PktLineTests
{
    [Theory]
    [InlineData("0000", "Flush", 0)]
    [InlineData("0001", "Delimiter", 0)]
    [InlineData("0002", "ResponseEnd", 0)]
    [InlineData("0004", "Data", 0)]
    [InlineData("0005x", "Data", 1)]
    [InlineData("000Ahello\n", "Data", 6)]
    public void TryRead_WholePacket_IsTaken(string text, string kind, int length)
    {
        var buffer = Sequence(Encoding.ASCII.GetBytes(text));
        Assert.True(PktLine.TryRead(ref buffer, out var actual, out var payload));
        Assert.Equal(kind, actual.ToString());
        Assert.Equal(length, payload.Length);
        Assert.True(buffer.IsEmpty);
    }

    [Theory]
    [InlineData("0003")]
    [InlineData("fff1")]
    [InlineData("ffff")]
    [InlineData("-001")]
    [InlineData("00 4")]
    [InlineData("GET ")]
    public void TryRead_NoLength_Throws(string text)
    {
        Assert.Throws<GitProtocolException>(() =>
        {
            var buffer = Sequence(Encoding.ASCII.GetBytes(text));
            PktLine.TryRead(ref buffer, out _, out _);
        });
    }

    [Theory]
    [InlineData(PktLine.MaxPayload - 1)]
    [InlineData(PktLine.MaxPayload)]
    public void WriteRead_LargestPayload_RoundTrips(int length)
    {
        var writer = new ArrayBufferWriter<byte>();
        PktLine.Write(writer, new byte[length]);
        var buffer = Sequence(writer.WrittenSpan.ToArray());
        Assert.True(PktLine.TryRead(ref buffer, out _, out var payload));
        Assert.Equal(length, payload.Length);
    }

    [Fact]
    public void Write_BeyondTheLargestPayload_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => PktLine.Write(new ArrayBufferWriter<byte>(), new byte[PktLine.MaxPayload + 1]));

    [Fact]
    public void TryRead_AnyPacketsInAnySplit_AreTheSamePackets() =>
        Gen.Select(Gen.Byte.Array[0, 40].Array[0, 6], Gen.Int[1, 30]).Sample((payloads, chunk) =>
        {
            var writer = new ArrayBufferWriter<byte>();
            foreach (var payload in payloads)
                PktLine.Write(writer, payload);
            PktLine.WriteFlush(writer);

            var read = new List<byte[]>();
            var pending = Array.Empty<byte>();
            var flushed = false;
            foreach (var piece in writer.WrittenSpan.ToArray().Chunk(chunk))
            {
                pending = [.. pending, .. piece];
                var buffer = Sequence(pending, chunk);
                while (PktLine.TryRead(ref buffer, out var kind, out var payload))
                {
                    flushed = kind == PktKind.Flush;
                    if (!flushed)
                        read.Add(payload.ToArray());
                }

                pending = buffer.ToArray();
            }

            return flushed && pending.Length == 0 && read.Count == payloads.Length && read.Zip(payloads).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        });

    /// <summary>The bytes in segments of a size.</summary>
    private static ReadOnlySequence<byte> Sequence(byte[] bytes, int segmentSize = int.MaxValue)
    {
        Segment? first = null, last = null;
        foreach (var chunk in bytes.Chunk(Math.Min(segmentSize, Math.Max(1, bytes.Length))))
        {
            last = new Segment(chunk, last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] data, Segment? previous)
        {
            Memory = data;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
