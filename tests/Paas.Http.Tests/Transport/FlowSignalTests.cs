namespace Paas.Transport;

public sealed class FlowSignalTests
{
    [Fact]
    public async Task Set_BeforeWait_IsNotLost()
    {
        var signal = new FlowSignal();
        signal.Set();
        signal.Set();
        await signal.WaitAsync();
        var wait = signal.WaitAsync().AsTask();
        Assert.False(wait.IsCompleted);
        signal.Post();
        await wait;
    }

    [Fact]
    public async Task Set_FromManyThreads_NeverLosesTheLast()
    {
        var signal = new FlowSignal();
        var requested = 0;
        var setters = Enumerable.Range(0, 4).Select(id => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                Interlocked.Increment(ref requested);
                if (id % 2 == 0)
                    signal.Set();
                else
                    signal.Post();
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        // The flow sees every increment sooner or later, or this hangs and the bound fails it.
        var seen = Task.Run(async () =>
        {
            while (Volatile.Read(ref requested) < 200_000)
                await signal.WaitAsync();
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(setters).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await seen.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
