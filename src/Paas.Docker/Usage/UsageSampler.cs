using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;
using Paas.Docker.Runs;

namespace Paas.Docker.Usage;

/// <summary>Measures all dynos in turn, and looks after their containers on the occasion.</summary>
internal sealed class UsageSampler(DockerHost host, RunningContainers running, DaemonWatch watch)
{
    private readonly Dictionary<Guid, (TimeSpan CpuTime, long Timestamp)> _last = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(host.Options.UsageInterval, host.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await SampleAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        var dynos = running.All.Where(static dyno => dyno.IsUp).ToList();
        if (dynos.Count == 0)
            return;
        try
        {
            await watch.LookAsync(cancellationToken);
            foreach (var dyno in dynos)
                await SampleAsync(dyno, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The daemon is away, which the watch says.
        }

        foreach (var id in _last.Keys.Except(dynos.Select(static dyno => dyno.Spec.Id)).ToList())
            _last.Remove(id);
    }

    private async Task SampleAsync(ContainerDyno dyno, CancellationToken cancellationToken)
    {
        var answer = new Answer();
        try
        {
            // One shot: otherwise the daemon takes a second to measure twice.
            await host.Client.Containers.GetContainerStatsAsync(dyno.Container!, new ContainerStatsParameters { Stream = false, OneShot = true }, answer, cancellationToken);
        }
        catch (DockerApiException)
        {
            return; // it just ended
        }

        if (answer.Value is not { MemoryStats.Usage: not null } stats)
            return;
        var now = host.Clock.GetTimestamp();
        var last = _last.TryGetValue(dyno.Spec.Id, out var before) ? before : default;
        var usage = ContainerUsage.Of(dyno.Spec.Id, stats, last.CpuTime, last.Timestamp == 0 ? null : host.Clock.GetElapsedTime(last.Timestamp, now));
        _last[dyno.Spec.Id] = (usage.CpuTime, now);
        dyno.Report(usage);
    }

    private sealed class Answer : IProgress<ContainerStatsResponse>
    {
        public ContainerStatsResponse? Value { get; private set; }

        public void Report(ContainerStatsResponse value) => Value = value;
    }
}
