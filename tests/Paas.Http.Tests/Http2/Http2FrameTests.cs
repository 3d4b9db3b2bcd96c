namespace Paas.Http2;

public sealed class Http2FrameTests
{
    [Fact]
    public void Head_Written_IsReadBackWithoutReservedBit()
    {
        var bytes = new byte[9];
        new Http2Frame(0x123456, Http2FrameType.Headers, Http2Flags.EndStream | Http2Flags.Padded, 0x7ABBCCDD).WriteTo(bytes);
        Assert.Equal("12345601097abbccdd", Convert.ToHexStringLower(bytes));
        bytes[5] |= 0x80;
        Assert.True(Http2Frame.TryRead(bytes, out var frame));
        Assert.Equal(new Http2Frame(0x123456, Http2FrameType.Headers, Http2Flags.EndStream | Http2Flags.Padded, 0x7ABBCCDD), frame);
        Assert.False(Http2Frame.TryRead(bytes.AsSpan(0, 8), out _));
    }

    [Theory]
    [InlineData(Http2FrameType.Data, 0, "0102", "0102", -1)]
    [InlineData(Http2FrameType.Data, 8, "01aa00", "aa", -1)]
    [InlineData(Http2FrameType.Data, 8, "02aabb", "", -1)]
    [InlineData(Http2FrameType.Data, 8, "03aabb", null, -1)]
    [InlineData(Http2FrameType.Data, 8, "", null, -1)]
    [InlineData(Http2FrameType.Headers, 0x20, "800000050fcc", "cc", 5)]
    [InlineData(Http2FrameType.Headers, 0x28, "01800000050fcc00", "cc", 5)]
    [InlineData(Http2FrameType.Headers, 0x28, "02800000050fcc", null, 5)]
    [InlineData(Http2FrameType.Headers, 0x20, "80000005", null, -1)]
    public void Padding_AndPriority_AreTakenOff(Http2FrameType type, byte flags, string payload, string? expected, int dependency)
    {
        ReadOnlySpan<byte> bytes = Convert.FromHexString(payload);
        var ok = new Http2Frame(bytes.Length, type, (Http2Flags)flags, 1).TryUnpad(ref bytes, out var found);
        Assert.Equal(expected, ok ? Convert.ToHexStringLower(bytes) : null);
        Assert.Equal(dependency, found);
    }

    [Fact]
    public void Headers_LongerThanFrame_GoOnInContinuations()
    {
        var output = new ByteBuffer();
        Http2FrameWriter.WriteHeaders(output, 3, new byte[25], endStream: true, maxFrameLength: 10);
        var seen = new List<Http2Frame>();
        for (var at = 0; Http2Frame.TryRead(output.Span[at..], out var frame); at += 9 + frame.Length)
            seen.Add(frame);
        Assert.Equal(
        [
            new Http2Frame(10, Http2FrameType.Headers, Http2Flags.EndStream, 3),
            new Http2Frame(10, Http2FrameType.Continuation, Http2Flags.None, 3),
            new Http2Frame(5, Http2FrameType.Continuation, Http2Flags.EndHeaders, 3),
        ], seen);
    }

    [Theory]
    [InlineData("000100000000", Http2ErrorCode.NoError)]
    [InlineData("0001000000", Http2ErrorCode.FrameSizeError)]
    [InlineData("000200000002", Http2ErrorCode.ProtocolError)]
    [InlineData("00047fffffff", Http2ErrorCode.NoError)]
    [InlineData("000480000000", Http2ErrorCode.FlowControlError)]
    [InlineData("000500003fff", Http2ErrorCode.ProtocolError)]
    [InlineData("000501000000", Http2ErrorCode.ProtocolError)]
    [InlineData("000500ffffff", Http2ErrorCode.NoError)]
    [InlineData("abcdffffffff", Http2ErrorCode.NoError)]
    public void Settings_Any_AreJudged(string payload, Http2ErrorCode expected) =>
        Assert.Equal(expected, new Http2PeerSettings().Apply(Convert.FromHexString(payload)));
}
