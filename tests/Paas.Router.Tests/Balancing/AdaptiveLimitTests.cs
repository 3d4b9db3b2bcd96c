namespace Paas.Balancing;

public sealed class AdaptiveLimitTests
{
    [Theory]
    [InlineData(10, 1000, 1000, 10, 13)] // as fast as alone: room for more
    [InlineData(10, 1000, 1000, 4, 10)] // but nobody asked for it
    [InlineData(16, 1250, 1000, 16, 20)] // within the slack
    [InlineData(16, 2500, 1000, 16, 12)] // twice beyond it: half, and the root
    [InlineData(16, 99999, 1000, 16, 12)] // never less than half at once
    [InlineData(100, 1000, 1000, 100, 100)] // never above the cap
    [InlineData(1, 0, 0, 1, 2)]
    public void Next_Rule(double limit, long median, long best, int most, int expected) =>
        Assert.Equal(expected, (int)AdaptiveLimit.Next(limit, median, best, most, 100));

    /// <summary>A crowd that never ends in front of one dyno with so many workers: it is kept busy, and no long queue grows inside it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(64)]
    public void Overload_DynoIsKeptBusy_AndLittleMore(int workers)
    {
        var simulation = new Simulation(workers, seed: workers);
        simulation.Run(4_000 + workers * 200);
        var (throughput, most) = simulation.Run(4_000 + workers * 200);
        Assert.InRange(throughput / workers, 0.9, 1.01);
        Assert.InRange(most, workers, workers * 2 + 3);
    }

    [Fact]
    public void Dyno_LosesItsWorkers_LimitFollowsAndComesBack()
    {
        var simulation = new Simulation(32, seed: 1);
        simulation.Run(20_000);
        Assert.InRange(simulation.Limit.Limit, 32, 70);
        simulation.Workers = 4;
        simulation.Run(20_000);
        Assert.InRange(simulation.Limit.Limit, 4, 12);
        simulation.Workers = 32;
        simulation.Run(20_000);
        Assert.InRange(simulation.Limit.Limit, 32, 70);
    }

    [Fact]
    public void SlowAmongFast_DoNotSpeakForAll()
    {
        var simulation = new Simulation(16, seed: 3) { SlowShare = 0.05 };
        simulation.Run(10_000);
        var (throughput, most) = simulation.Run(10_000);
        Assert.True(throughput / 16 > 0.9, $"{throughput / 16:P0} busy");
        Assert.InRange(most, 16, 100);
    }

    [Fact]
    public void FewRequests_LimitStaysWhereItIs()
    {
        var limit = new AdaptiveLimit(200);
        for (var i = 0; i < 1000; i++)
            limit.Add(50_000, 1);
        Assert.InRange(limit.Limit, 1, 3);
    }

    /// <summary>One dyno: so many workers, first come first served; in front of it always more requests than may go in.</summary>
    private sealed class Simulation(int workers, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Queue<long> _inside = new();
        private readonly PriorityQueue<long, long> _working = new();
        private long _now;

        public int Workers { get; set; } = workers;

        public double SlowShare { get; init; }

        public AdaptiveLimit Limit { get; } = new(200);

        /// <summary>Answers so many requests; tells the workers that were busy on average and the highest limit.</summary>
        public (double Busy, int Most) Run(int requests)
        {
            var start = _now;
            var work = 0L;
            var most = 0;
            for (var answered = 0; answered < requests; answered++)
            {
                while (_inside.Count + _working.Count < Limit.Limit)
                    _inside.Enqueue(_now);
                while (_inside.Count > 0 && _working.Count < Workers)
                {
                    var service = _random.NextDouble() < SlowShare ? 2_000_000 : _random.Next(40_000, 60_000);
                    work += service;
                    _working.Enqueue(_inside.Dequeue(), _now + service);
                }
                _working.TryDequeue(out var entered, out _now);
                Limit.Add(_now - entered, _inside.Count + _working.Count + 1);
                most = Math.Max(most, Limit.Limit);
            }
            return ((double)work / (_now - start), most);
        }
    }
}
