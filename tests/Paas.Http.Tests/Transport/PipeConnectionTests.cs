using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Paas.Transport;

public sealed class PipeConnectionTests : IDisposable
{
    // Completions run inside the call that causes them, so that each order of events can be played exactly.
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 1000,
        resumeWriterThreshold: 500, useSynchronizationContext: false);

    private readonly MemoryPipe _pipe = new(Inline);
    private readonly CountingOwner _owner = new();
    private readonly PipeConnection _connection;

    public PipeConnectionTests()
    {
        _connection = new PipeConnection(_pipe);
        _connection.SetOwner(_owner);
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Receive_DataThere_EndsAtOnce()
    {
        Feed("abc");
        Assert.True(_connection.Receive(int.MaxValue));
        Assert.Equal("abc", Text(_connection.Input));
        Assert.Equal(0, _owner.Count);
    }

    [Fact]
    public void Receive_DataLater_TellsOwnerOnce()
    {
        Assert.False(_connection.Receive(int.MaxValue));
        Assert.True(_connection.IsReceiving);
        Feed("abc");
        Assert.Equal(1, _owner.Count);
        Assert.True(_connection.Receive(int.MaxValue));
        Assert.Equal("abc", Text(_connection.Input));
    }

    [Fact]
    public void Receive_MoreThanTheBuffer_TakesAllInPieces()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)('a' + i % 26)));
        Feed(text);
        while (_connection.Receive(int.MaxValue))
        {
        }
        Assert.Equal(text, Text(_connection.Input));
    }

    [Fact]
    public void Receive_AtLimit_LeavesTheRestInThePipe()
    {
        var feeding = _pipe.ToConnection.WriteAsync(new byte[100_000], TestContext.Current.CancellationToken).AsTask();
        while (_connection.Receive(4096))
        {
        }
        Assert.InRange(_connection.Input.Length, 4096, 10_000);
        Assert.False(feeding.IsCompleted);
        Assert.False(_connection.IsReceiving);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_WriterCompleted_EndsOrBreaks(bool fails)
    {
        Feed("abc");
        _connection.Receive(int.MaxValue);
        Assert.False(_connection.Receive(int.MaxValue));
        _pipe.ToConnection.Complete(fails ? new IOException("reset") : null);
        Assert.True(_connection.Receive(int.MaxValue));
        Assert.Equal((true, fails), (_connection.InputEnded, _connection.IsBroken));
        Assert.Equal("abc", Text(_connection.Input));
        Assert.False(_connection.Receive(int.MaxValue));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_CancelledByHost_GoesOn(bool pending)
    {
        if (pending)
            _connection.Receive(int.MaxValue);
        _pipe.Input.CancelPendingRead();
        Assert.False(_connection.Receive(int.MaxValue));
        Feed("abc");
        Assert.True(_connection.Receive(int.MaxValue));
        Assert.Equal("abc", Text(_connection.Input));
    }

    [Fact]
    public void Flush_FullPipe_HoldsSenderUntilRead()
    {
        _connection.Write(new byte[5000]);
        Assert.False(_connection.Flush());
        _connection.Write("more"u8);
        Assert.Equal(5004, _connection.Unsent);
        Assert.Equal(0, _owner.Count);

        Assert.Equal(5000, Drain());
        Assert.Equal(1, _owner.Count);
        Assert.True(_connection.Flush());
        Assert.Equal((0, 5004L), (_connection.Unsent, _connection.SentTotal));
        Assert.Equal(4, Drain());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flush_ReaderGone_BreaksOutputOnly(bool pending)
    {
        _connection.Write(new byte[5000]);
        if (pending)
            Assert.False(_connection.Flush());
        _pipe.FromConnection.Complete();
        Assert.True(_connection.Flush());
        Assert.True(_connection.OutputBroken);
        Assert.Equal(0, _connection.Unsent);
        Feed("abc");
        Assert.True(_connection.Receive(int.MaxValue));
    }

    [Fact]
    public void Flush_CancelledByHost_BreaksOutput()
    {
        _connection.Write(new byte[5000]);
        _connection.Flush();
        _pipe.Output.CancelPendingFlush();
        Assert.True(_connection.Flush());
        Assert.True(_connection.OutputBroken);
    }

    [Fact]
    public void EndOutput_Idle_EndsOutputAndKeepsReceiving()
    {
        _connection.Write("abc"u8);
        _connection.Flush();
        _connection.EndOutput();
        _connection.EndOutput();
        Assert.True(_pipe.FromConnection.TryRead(out var read));
        Assert.Equal((3L, true), (read.Buffer.Length, read.IsCompleted));
        Feed("x");
        Assert.True(_connection.Receive(int.MaxValue));
        _connection.Write("late"u8);
        Assert.True(_connection.Flush());
        Assert.True(_connection.OutputBroken);
    }

    [Fact]
    public void EndOutput_FlushUnderWay_EndsAfterIt()
    {
        _connection.Write(new byte[5000]);
        _connection.Flush();
        _connection.EndOutput();
        Assert.True(_pipe.FromConnection.TryRead(out var read));
        Assert.False(read.IsCompleted);
        _pipe.FromConnection.AdvanceTo(read.Buffer.End);
        Assert.True(_pipe.FromConnection.TryRead(out read));
        Assert.True(read.IsCompleted);
        Assert.True(_connection.Flush());
        Assert.False(_connection.OutputBroken);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Dispose_WithOperationsUnderWay_CompletesBothAndDeliversWhatWasSent(bool receiving, bool sending)
    {
        if (receiving)
            _connection.Receive(int.MaxValue);
        _connection.Write(new byte[sending ? 5000 : 50]);
        Assert.Equal(!sending, _connection.Flush());
        _connection.Dispose();
        _connection.Dispose();
        await _connection.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True((await _pipe.ToConnection.WriteAsync(new byte[1], TestContext.Current.CancellationToken)).IsCompleted);
        var read = await _pipe.FromConnection.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((sending ? 5000L : 50, true), (read.Buffer.Length, read.IsCompleted));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Reset_ThenDispose_PeerSeesFailure(bool receiving, bool sending)
    {
        var aborts = 0;
        var connection = new PipeConnection(_pipe, () => aborts++);
        if (receiving)
            connection.Receive(int.MaxValue);
        connection.Write(new byte[sending ? 5000 : 50]);
        connection.Flush();
        connection.Reset();
        connection.Reset();
        Assert.Equal(1, aborts);
        // Nothing is started on the pipe any more, though it is not disposed yet.
        while (connection.Receive(int.MaxValue))
        {
        }
        Assert.True(connection.IsBroken);
        Assert.False(connection.IsReceiving);
        connection.Dispose();
        await connection.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => _pipe.FromConnection.ReadAsync(TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<IOException>(() => _pipe.ToConnection.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task Reset_AfterEndOutput_StillBreaksInput()
    {
        _connection.EndOutput();
        _connection.Reset();
        _connection.Dispose();
        await _connection.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => _pipe.ToConnection.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task Streams_BehindThePipe_WorkAlike()
    {
        using var output = new MemoryStream();
        var pipe = new StreamPipe(PipeReader.Create(new MemoryStream("hello"u8.ToArray())), PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true)));
        using var connection = new PipeConnection(pipe);
        while (!connection.InputEnded)
            connection.Receive(int.MaxValue);
        connection.Write(connection.Input);
        connection.Flush();
        connection.Dispose();
        await connection.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("hello", Text(output.ToArray()));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private void Feed(string text) => _ = _pipe.ToConnection.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    private long Drain()
    {
        Assert.True(_pipe.FromConnection.TryRead(out var read));
        var length = read.Buffer.Length;
        _pipe.FromConnection.AdvanceTo(read.Buffer.End);
        return length;
    }

    private sealed class CountingOwner : IConnectionOwner
    {
        public int Count { get; private set; }

        public void OnReady(DuplexConnection connection) => Count++;
    }

    private sealed record StreamPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
