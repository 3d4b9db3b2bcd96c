using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Paas.Formations;

namespace Paas.Engine;

/// <summary>What every message of an app's mailbox costs when nothing has to be done, and the first step of a rolling replace.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PlannerBenchmarks
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private readonly EngineOptions _options = new();
    private readonly DesiredFormation _converged = new(3, [new DesiredProcess("web", "serve", 10, "standard-1x")]);
    private readonly DesiredFormation _replacing = new(4, [new DesiredProcess("web", "serve", 10, "standard-1x")]);
    private readonly ImmutableArray<DynoInstance> _dynos =
    [
        .. Enumerable.Range(1, 10).Select(static index => new DynoInstance
        {
            Id = Guid.NewGuid(), Type = "web", Index = index, Release = 3, Size = "standard-1x", Command = "serve", Phase = DynoPhase.Up, StartedAt = Now, ChangedAt = Now,
        }),
    ];

    [Benchmark(Baseline = true)]
    public int TenDynosConverged() => Planner.Plan(_converged, _dynos, Now, _options).Length;

    [Benchmark]
    public int TenDynosReplaced() => Planner.Plan(_replacing, _dynos, Now, _options).Length;
}
