using System.Collections.Immutable;
using System.Net;
using Docker.DotNet;
using Paas.Docker.Daemon;

namespace Paas.Docker.Listening;

/// <summary>Reports what a starting dyno listens on, until it listens on its port.</summary>
internal sealed class ListeningWatch(Guid dynoId, int port, ListeningProbe probe, DockerHost host)
{
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Costly = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private ImmutableArray<string> _reported = [];
    private bool _over;

    /// <summary>Looks until the dyno listens on its port, or is over.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        await Task.Yield(); // a start does not wait for it
        // No event follows after the last.
        await using var registration = over.Register(End);
        var since = host.Clock.GetTimestamp();
        try
        {
            while (!await LookAsync(over))
                await Task.Delay(Pause(host.Clock.GetElapsedTime(since)), host.Clock, over);
        }
        catch (OperationCanceledException)
        {
            // It ended.
        }
    }

    /// <summary>Looks once; whether it listens on its port.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<IPEndPoint> found;
        try
        {
            found = await probe.LookAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsAway(exception))
        {
            return false;
        }

        var endpoints = found.Select(static endPoint => endPoint.ToString()).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var onPort = found.Any(IsOnPort);
        lock (_lock)
        {
            if (_over || endpoints.SequenceEqual(_reported))
                return onPort;
            _reported = endpoints;
            host.Events.Post(new DynoListening(dynoId, onPort, endpoints));
        }

        return onPort;
    }

    private void End()
    {
        lock (_lock)
            _over = true;
    }

    /// <summary>Requests come from outside of the container, so a socket on its loopback does not count.</summary>
    private bool IsOnPort(IPEndPoint endPoint) => endPoint.Port == port && !IPAddress.IsLoopback(endPoint.Address);

    /// <summary>A fiftieth of its age, so that every start is noticed within some percent of its length.</summary>
    private TimeSpan Pause(TimeSpan age)
    {
        if (!probe.IsCheap)
            return Costly;
        var pause = age / 50;
        return pause < host.Options.ScanInterval ? host.Options.ScanInterval : pause < Slowest ? pause : Slowest;
    }
}
