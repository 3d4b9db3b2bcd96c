namespace Paas.Scaling.Simulation;

/// <summary>A load curve carried by simulated dynos that an autoscaler counts; or by a fixed number of them.</summary>
internal sealed class ScalingRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(20);

    private readonly List<ScalingMoment> _moments = [];

    private ScalingRun(DynoModel model, LoadCurve curve) => (Model, Curve) = (model, curve);

    public DynoModel Model { get; }

    public LoadCurve Curve { get; }

    public IReadOnlyList<ScalingMoment> Moments => _moments;

    /// <summary>Time to answer of all requests.</summary>
    public LatencySnapshot Duration { get; private set; } = LatencySnapshot.Empty;

    public long Requests { get; private set; }

    /// <summary>Requests that got no answer (H11, H12).</summary>
    public long Failed { get; private set; }

    /// <summary>Dynos wanted on average: what is paid for.</summary>
    public double MeanDynos => _moments.Average(static moment => moment.Quantity);

    public int MostDynos => _moments.Max(static moment => moment.Quantity);

    /// <summary>How often the number changed.</summary>
    public int Changes => _moments.Zip(_moments.Skip(1)).Count(static pair => pair.First.Quantity != pair.Second.Quantity);

    /// <summary>How often it went down after it had gone up, or up after it had gone down.</summary>
    public int Turns
    {
        get
        {
            var (turns, direction) = (0, 0);
            foreach (var (first, second) in _moments.Zip(_moments.Skip(1)))
            {
                var sign = Math.Sign(second.Quantity - first.Quantity);
                if (sign == 0)
                    continue;
                if (direction != 0 && sign != direction)
                    turns++;
                direction = sign;
            }

            return turns;
        }
    }

    /// <summary>Share of the looks at which the 95th percentile was within a target.</summary>
    public double Within(double target) => _moments.Count(moment => moment.Response <= target) / (double)_moments.Count;

    /// <param name="curve">The load.</param>
    /// <param name="model">The dynos.</param>
    /// <param name="policy">How they scale.</param>
    /// <param name="dynos">How many there are at the begin.</param>
    /// <param name="seed">Of arrivals and work.</param>
    public static ScalingRun Of(LoadCurve curve, DynoModel model, Autoscaling? policy, int dynos, int seed)
    {
        var run = new ScalingRun(model, curve);
        run.Go(policy, dynos, new Random(seed));
        return run;
    }

    private void Go(Autoscaling? policy, int quantity, Random random)
    {
        var fleet = new SimulatedFleet(Model, random);
        fleet.SetServing(0, quantity);
        var history = ScalingHistory.Empty;
        var state = AutoscalerState.Begin(quantity, TimeSpan.Zero);
        var booting = new Queue<double>();
        var (before, cpuBefore) = (fleet.Traffic(0), 0d);
        var arrival = Next(0, random);
        for (var at = Interval; at <= Curve.Length; at += Interval)
        {
            while (booting.TryPeek(out var up) && up <= at.TotalSeconds)
            {
                Arrive(booting.Dequeue());
                fleet.SetServing(up, fleet.Serving + 1);
            }

            Arrive(at.TotalSeconds);
            var traffic = fleet.Traffic(at.TotalSeconds);
            var cpu = (fleet.CpuTime - cpuBefore) / Interval.TotalSeconds / Math.Max(1, fleet.Serving);
            history = history.Add(new ScalingSample(at, fleet.Serving, traffic, cpu), Window);
            string? reason = null;
            if (policy is not null)
            {
                var decision = Autoscaler.Decide(policy, state, history.Observe(Shortest), quantity, at);
                (state, reason) = (decision.State, decision.Reason);
                for (var i = quantity; i < decision.Quantity; i++)
                    booting.Enqueue((at + Model.Boot).TotalSeconds);
                quantity = decision.Quantity;
                while (booting.Count > 0 && fleet.Serving + booting.Count > quantity)
                    booting.Dequeue();
                if (fleet.Serving > quantity)
                    fleet.SetServing(at.TotalSeconds, quantity);
            }

            _moments.Add(new ScalingMoment(at, Curve.Rate(at), quantity, fleet.Serving, traffic.Since(before).Duration.Percentile(0.95).TotalMilliseconds, reason));
            (before, cpuBefore) = (traffic, fleet.CpuTime);
        }

        (Duration, Requests, Failed) = (before.Duration, before.Requests, before.Failures);

        void Arrive(double until)
        {
            for (; arrival <= until; arrival = Next(arrival, random))
                fleet.Arrive(arrival);
        }
    }

    private double Next(double after, Random random)
    {
        for (; after < Curve.Length.TotalSeconds; after++)
        {
            if (Curve.Rate(TimeSpan.FromSeconds(after)) is > 0 and var rate)
                return after + (-Math.Log(1 - random.NextDouble()) / rate);
        }

        return double.MaxValue;
    }
}
