using System.Text;

namespace Paas.Transport;

public sealed class DuplexConnectionTests
{
    [Fact]
    public void Receive_Pieces_AppendsThem()
    {
        using var connection = new MemoryConnection();
        var expected = new StringBuilder();
        for (var i = 0; i < 100; i++)
        {
            var text = new string((char)('a' + i % 26), i * 3 % 400 + 1);
            expected.Append(text);
            connection.Feed(text);
            Assert.True(connection.Receive(int.MaxValue));
        }
        Assert.Equal(expected.ToString(), Encoding.Latin1.GetString(connection.Input));
        Assert.False(connection.Receive(int.MaxValue));
        Assert.True(connection.IsReceiving);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    public void Receive_AtLimit_StartsNone(int buffered, bool starts)
    {
        using var connection = new MemoryConnection();
        connection.Feed(new string('x', buffered));
        connection.Receive(int.MaxValue);
        connection.Receive(10);
        Assert.Equal(starts, connection.IsReceiving);
    }

    [Fact]
    public void Receive_Pending_InputMayBeConsumedMeanwhile()
    {
        using var connection = new MemoryConnection();
        connection.Feed("abc");
        connection.Receive(int.MaxValue);
        connection.Receive(int.MaxValue);
        connection.Consume(3);
        Assert.True(connection.Input.IsEmpty);
        connection.Complete("def");
        Assert.True(connection.Receive(int.MaxValue));
        Assert.Equal("def", Encoding.Latin1.GetString(connection.Input));
    }

    [Fact]
    public void Receive_End_IsReportedOnce()
    {
        using var connection = new MemoryConnection();
        connection.FeedEnd();
        Assert.True(connection.Receive(int.MaxValue));
        Assert.True(connection.InputEnded);
        Assert.False(connection.IsBroken);
        Assert.False(connection.Receive(int.MaxValue));
    }

    [Fact]
    public void Flush_WhileSending_KeepsWhatIsWritten()
    {
        using var connection = new MemoryConnection { HoldsSends = true };
        connection.Write("abc"u8);
        Assert.False(connection.Flush());
        connection.Write("def"u8);
        Assert.Equal(6, connection.Unsent);
        connection.HoldsSends = false;
        connection.CompleteSend(2);
        Assert.True(connection.Flush());
        Assert.Equal("cdef", connection.Sent);
        Assert.Equal(0, connection.Unsent);
    }

    [Fact]
    public void Flush_Failed_BreaksOutputOnly()
    {
        using var connection = new MemoryConnection { HoldsSends = true };
        connection.Write("abc"u8);
        connection.Flush();
        connection.CompleteSend(-1);
        Assert.True(connection.Flush());
        Assert.True(connection.OutputBroken);
        Assert.False(connection.IsBroken);
        Assert.Equal(0, connection.Unsent);
    }

    [Fact]
    public void Dispose_WhileReceiving_ClosesWhenItEnds()
    {
        var connection = new MemoryConnection();
        connection.Receive(int.MaxValue);
        connection.Dispose();
        Assert.False(connection.IsClosed);
        connection.Complete("late");
        Assert.True(connection.IsClosed);
    }
}
