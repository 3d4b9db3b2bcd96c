using Paas.Harness;

namespace Paas.Telemetry;

/// <summary>The steady path allocates nothing. Runs alone, because it looks at the whole process.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Requests = 1000;
    private const int Rounds = 10;

    private const string Get =
        "GET /path?q=1 HTTP/1.1\r\nHost: app.localhost\r\nUser-Agent: test\r\nAccept: */*\r\nX-Forwarded-For: 10.0.0.1\r\n" +
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n";

    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHello, client.";
    private const string Chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nHello, \r\n7\r\nclient.\r\n0\r\n\r\n";

    [Theory]
    [InlineData(Answer, false)]
    [InlineData(Answer, true)]
    [InlineData(Chunks, false)]
    public async Task Request_KeptConnections_AllocatesNothing(string response, bool isListenedTo)
    {
        var options = new RouterOptions().Listen(0);
        await using var router = new HttpRouter(options);
        using var listener = isListenedTo ? new SilentMeter(router.Context.Instruments.Meter) : null;
        using var traffic = new SteadyTraffic(Get, response);
        var route = new HttpRoute(TestRouter.App, "app", RouteStatus.Serving, [traffic.Target]);
        await router.UpdateAsync(TestRouter.Table("app.localhost", route), TestContext.Current.CancellationToken);
        await router.StartAsync(TestContext.Current.CancellationToken);
        traffic.Start(router.EndPoints[0]);
        traffic.Run(Requests);

        // What the runtime itself does now and then in the background is not in every round; a byte per request is in all.
        var least = long.MaxValue;
        var rounds = 0;
        for (; rounds < Rounds && least >= Requests; rounds++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            traffic.Run(Requests);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.True(least < Requests, $"{least} bytes were allocated for {Requests} requests.");
        if (listener is not null)
            Assert.True(listener.Count > Requests * rounds);
        var traffics = router.Metrics.Snapshot(TestRouter.App)!;
        Assert.InRange(traffics.Statuses.Success, Requests * (rounds + 1), Requests * (rounds + 1) + 1);
    }

    /// <summary>A listener that keeps nothing.</summary>
    private sealed class SilentMeter : IDisposable
    {
        private readonly System.Diagnostics.Metrics.MeterListener _listener = new();
        private long _count;

        public SilentMeter(System.Diagnostics.Metrics.Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
