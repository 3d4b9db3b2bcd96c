using System.Buffers;
using System.IO.Pipelines;

namespace Paas.Transport;

/// <summary>An echo over a pipe connection under random sizes, yields, cancellations and ends: what goes in comes out.</summary>
public sealed class PipeConnectionStressTests
{
    private const int Rounds = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Echo_RandomSizesAndDelays_LosesNothing(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var pause = random.Next(1, 20_000);
            var pipe = new MemoryPipe(new PipeOptions(
                readerScheduler: Scheduler(random), writerScheduler: Scheduler(random),
                pauseWriterThreshold: pause, resumeWriterThreshold: random.Next(1, pause + 1), useSynchronizationContext: false));
            var bytes = new byte[random.Next(200_000)];
            random.NextBytes(bytes);
            var connection = new PipeConnection(pipe);
            var echo = EchoAsync(connection, random.Next(1, 50_000));
            var write = WriteAsync(pipe, bytes, new Random(random.Next()));
            var read = ReadAsync(pipe.FromConnection, new Random(random.Next()));
            await Task.WhenAll(echo, write, read).WaitAsync(TimeSpan.FromSeconds(30), Token);
            var echoed = await read;
            Assert.True(bytes.AsSpan().SequenceEqual(echoed), $"Round {round} of seed {seed}: the echo differs.");
            await connection.Closed.WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task End_AtRandomMoments_AlwaysCloses(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds * 5; round++)
        {
            var pipe = new MemoryPipe(new PipeOptions(
                readerScheduler: Scheduler(random), writerScheduler: Scheduler(random),
                pauseWriterThreshold: 2000, resumeWriterThreshold: 1000, useSynchronizationContext: false));
            var bytes = new byte[random.Next(20_000)];
            var connection = new PipeConnection(pipe);
            var stopAt = random.Next(bytes.Length + 1);
            var resets = random.Next(2) == 0;
            var echo = EchoAsync(connection, 4096, stopAt, resets);
            var write = Swallow(WriteAsync(pipe, bytes, new Random(random.Next())));
            var read = Swallow(ReadAsync(pipe.FromConnection, new Random(random.Next())));
            await Task.WhenAll(echo, write, read, connection.Closed).WaitAsync(TimeSpan.FromSeconds(30), Token);
        }
    }

    private static PipeScheduler Scheduler(Random random) => random.Next(2) == 0 ? PipeScheduler.Inline : PipeScheduler.ThreadPool;

    // The flow of a connection as the router's: do all that can be done, wait for any end.
    private static async Task EchoAsync(PipeConnection connection, int limit, int stopAt = int.MaxValue, bool resets = false)
    {
        var signal = new FlowSignal();
        connection.SetOwner(signal);
        while (true)
        {
            var progress = connection.Flush();
            if (connection.Unsent < limit)
            {
                var count = connection.Input.Length;
                connection.Write(connection.Input);
                connection.Consume(count);
                progress |= count > 0;
            }
            progress |= connection.Receive(limit);
            if (connection.ReceivedTotal >= stopAt || connection.IsBroken || connection.OutputBroken)
                break;
            if (connection.InputEnded && connection.Input.IsEmpty && connection.Unsent == 0)
                break;
            if (!progress)
                await signal.WaitAsync();
        }
        if (resets)
            connection.Reset();
        connection.Dispose();
    }

    private static async Task WriteAsync(MemoryPipe pipe, byte[] bytes, Random random)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            var count = Math.Min(random.Next(1, random.Next(2) == 0 ? 10 : 30_000), bytes.Length - sent);
            if ((await pipe.ToConnection.WriteAsync(bytes.AsMemory(sent, count), Token)).IsCompleted)
                return;
            sent += count;
            if (random.Next(4) == 0)
                await Task.Yield();
            if (random.Next(16) == 0)
                pipe.Input.CancelPendingRead();
        }
        await pipe.ToConnection.CompleteAsync();
    }

    private static async Task<byte[]> ReadAsync(PipeReader reader, Random random)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await reader.ReadAsync(Token);
            var part = read.Buffer.Slice(0, random.NextInt64(read.Buffer.Length + 1));
            foreach (var segment in part)
                bytes.Write(segment.Span);
            var done = read.IsCompleted && part.Length == read.Buffer.Length;
            reader.AdvanceTo(part.End);
            if (done)
                break;
            if (random.Next(4) == 0)
                await Task.Yield();
        }
        await reader.CompleteAsync();
        return bytes.WrittenSpan.ToArray();
    }

    private static async Task Swallow(Task task)
    {
        try
        {
            await task;
        }
        catch (IOException)
        {
            // The peer of a reset.
        }
    }
}
