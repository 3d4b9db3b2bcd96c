namespace Paas.Dynos.Local;

public sealed class OutputQueueTests
{
    private static readonly Guid Dyno = Guid.NewGuid();
    private readonly EventQueue _events = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_OverTheBound_DropsUntilHalfIsFree()
    {
        // Each line costs 4 + 32.
        var queue = new OutputQueue(Dyno, _events, capacity: 4 * 36, lossless: false);
        for (var i = 0; i < 6; i++)
            await queue.WriteAsync($"{i:D4}", Cancellation);
        await using var reader = _events.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal(new DynoOutput(Dyno, "0000"), await NextAsync(reader));
        await queue.WriteAsync("drop", Cancellation);
        Assert.Equal(new DynoOutput(Dyno, "0001"), await NextAsync(reader));
        await queue.WriteAsync("kept", Cancellation);

        Assert.Equal(new DynoOutput(Dyno, "0002"), await NextAsync(reader));
        Assert.Equal(new DynoOutput(Dyno, "0003"), await NextAsync(reader));
        Assert.Equal(new DynoOutputDropped(Dyno, 3), await NextAsync(reader));
        Assert.Equal(new DynoOutput(Dyno, "kept"), await NextAsync(reader));
    }

    [Fact]
    public async Task Flush_WithDrops_CountsThem()
    {
        var queue = new OutputQueue(Dyno, _events, capacity: 36, lossless: false);
        for (var i = 0; i < 3; i++)
            await queue.WriteAsync($"{i:D4}", Cancellation);
        queue.Flush();
        queue.Flush();
        _events.Complete();

        var events = new List<DynoEvent>();
        await foreach (var dynoEvent in _events.ReadAllAsync(Cancellation))
            events.Add(dynoEvent);

        Assert.Equal([new DynoOutput(Dyno, "0000"), new DynoOutputDropped(Dyno, 2)], events);
    }

    [Fact]
    public async Task Write_LosslessOverTheBound_WaitsForTheReader()
    {
        var queue = new OutputQueue(Dyno, _events, capacity: 36, lossless: true);
        await queue.WriteAsync("1111", Cancellation);
        var waiting = queue.WriteAsync("2222", Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        await using var reader = _events.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal(new DynoOutput(Dyno, "1111"), await NextAsync(reader));
        await waiting;

        Assert.Equal(new DynoOutput(Dyno, "2222"), await NextAsync(reader));
    }

    [Fact]
    public async Task Write_LosslessAtShutdown_DropsAndCounts()
    {
        using var shutdown = new CancellationTokenSource();
        var queue = new OutputQueue(Dyno, _events, capacity: 36, lossless: true);
        await queue.WriteAsync("1111", shutdown.Token);
        var waiting = queue.WriteAsync("2222", shutdown.Token).AsTask();

        await shutdown.CancelAsync();
        await waiting;
        queue.Flush();

        await using var reader = _events.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal(new DynoOutput(Dyno, "1111"), await NextAsync(reader));
        Assert.Equal(new DynoOutputDropped(Dyno, 1), await NextAsync(reader));
    }

    [Fact]
    public async Task ReadAll_Twice_IsRefused()
    {
        await using var first = _events.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        _events.Post(new DynoExited(Dyno, 0));
        await first.MoveNextAsync();

        await using var second = _events.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
    }

    private static async Task<DynoEvent> NextAsync(IAsyncEnumerator<DynoEvent> reader)
    {
        Assert.True(await reader.MoveNextAsync());
        return reader.Current;
    }
}
