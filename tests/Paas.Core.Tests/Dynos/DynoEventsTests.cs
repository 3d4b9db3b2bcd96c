using Microsoft.Extensions.Logging.Abstractions;

namespace Paas.Dynos;

public sealed class DynoEventsTests
{
    [Fact]
    public async Task Stop_WhileTheStartIsUnderWay_ReachesTheDriverAfterIt()
    {
        var driver = new SlowDriver();
        using var events = new DynoEvents(driver, NullLogger<DynoEvents>.Instance);
        var id = Guid.NewGuid();
        events.Receive(id, static _ => { });

        // The two run side by side; a stop that came first would find nothing to stop, and the dyno would never end.
        var stop = events.StopDynoAsync(id, TimeSpan.Zero);
        var start = events.StartAsync(new DynoSpec { Id = id, AppId = Guid.NewGuid(), Name = "web.1", Type = "web", Command = "true", Directory = "/" }, CancellationToken.None);
        Assert.Empty(driver.Calls);
        driver.Accept.SetResult();
        await Task.WhenAll(start, stop).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(["start", "stop"], driver.Calls);
    }

    private sealed class SlowDriver : IDynoDriver
    {
        public TaskCompletionSource Accept { get; } = new();

        public List<string> Calls { get; } = [];

        public string Name => "slow";

        public async ValueTask StartAsync(DynoSpec spec, CancellationToken cancellationToken)
        {
            await Accept.Task;
            Calls.Add("start");
        }

        public ValueTask StopAsync(Guid dynoId, TimeSpan grace, CancellationToken cancellationToken)
        {
            Calls.Add("stop");
            return default;
        }

        public IAsyncEnumerable<DynoEvent> WatchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
