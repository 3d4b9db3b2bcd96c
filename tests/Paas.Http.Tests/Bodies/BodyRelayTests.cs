using Paas.Transport;

namespace Paas.Bodies;

public sealed class BodyRelayTests
{
    [Fact]
    public void Length_MovesExactlySoMany()
    {
        using var from = new MemoryConnection();
        using var to = new MemoryConnection();
        var relay = new BodyRelay(new HttpLimits());
        relay.Start(HttpBodyKind.Length, 5, decode: false);
        from.Feed("abc");
        from.Feed("defg");
        from.Receive(100);
        Assert.Equal(BodyRelayStatus.NeedInput, relay.Move(from, to, 100));
        from.Receive(100);
        Assert.Equal(BodyRelayStatus.Done, relay.Move(from, to, 100));
        to.Flush();
        Assert.Equal(("abcde", 2, 5L), (to.Sent, from.Input.Length, relay.Bytes));
    }

    [Theory]
    [InlineData(HttpBodyKind.Length, BodyRelayStatus.Truncated)]
    [InlineData(HttpBodyKind.Chunked, BodyRelayStatus.Truncated)]
    [InlineData(HttpBodyKind.UntilClose, BodyRelayStatus.Done)]
    public void End_MeansWhatTheFramingSays(HttpBodyKind kind, BodyRelayStatus status)
    {
        using var from = new MemoryConnection();
        using var to = new MemoryConnection();
        var relay = new BodyRelay(new HttpLimits());
        relay.Start(kind, 100, decode: false);
        from.Feed("5\r\n");
        from.FeedEnd();
        from.Receive(100);
        from.Receive(100);
        Assert.Equal(status, relay.Move(from, to, 100));
    }

    [Fact]
    public void Reset_EndsNoBody()
    {
        using var from = new MemoryConnection();
        using var to = new MemoryConnection();
        var relay = new BodyRelay(new HttpLimits());
        relay.Start(HttpBodyKind.UntilClose, -1, decode: false);
        from.Receive(100);
        from.CompleteFailed();
        from.Receive(100);
        Assert.Equal(BodyRelayStatus.Truncated, relay.Move(from, to, 100));
    }

    [Fact]
    public void SlowReceiver_BlocksAtLimit()
    {
        using var from = new MemoryConnection();
        using var to = new MemoryConnection { HoldsSends = true };
        var relay = new BodyRelay(new HttpLimits());
        relay.Start(HttpBodyKind.UntilClose, -1, decode: false);
        from.Feed("0123456789abcdef");
        from.Receive(100);
        Assert.Equal(BodyRelayStatus.Blocked, relay.Move(from, to, 10));
        Assert.Equal((10, 6), (to.Unsent, from.Input.Length));
    }
}
