using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.Logs;

namespace Paas.Engine;

/// <summary>One line of a dyno into a full ring.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class LogHubBenchmarks
{
    private readonly LogHub _hub = new([], TimeProvider.System, NullLogger<LogHub>.Instance);
    private readonly LogLine _line = new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, "app", "web.1", new string('x', 100));

    [GlobalCleanup]
    public void CleanUp() => _hub.Dispose();

    [Benchmark]
    public void Write() => _hub.Write(_line);
}
