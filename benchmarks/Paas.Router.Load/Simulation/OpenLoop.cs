using System.Diagnostics;
using System.Net;

namespace Paas.Load.Simulation;

/// <summary>
/// Sends requests when they are due, whether or not earlier ones have been answered. Latency counts from the moment a
/// request was due, so that neither a slow answer nor a late sender hides anything (no coordinated omission).
/// </summary>
internal sealed class OpenLoop(IPEndPoint router, string host)
{
    private readonly LoadConnections _connections = new(router, host);

    /// <summary>Answers of the whole run.</summary>
    public Answers Answers { get; } = new();

    /// <summary>How late the latest request was sent, because the machine did something else.</summary>
    public TimeSpan Late { get; private set; }

    /// <summary>Sends all requests of a plan and waits for their answers.</summary>
    /// <param name="arrivals">The plan.</param>
    /// <param name="warmUp">Seconds whose requests are not counted.</param>
    /// <param name="atEnd">Called when all are sent.</param>
    public async Task RunAsync(Arrival[] arrivals, double warmUp = 0, Action? atEnd = null)
    {
        var start = Stopwatch.GetTimestamp();
        var open = new Task[arrivals.Length];
        for (var i = 0; i < arrivals.Length; i++)
        {
            var wait = TimeSpan.FromMilliseconds(arrivals[i].At) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System);
            var late = Stopwatch.GetElapsedTime(start) - TimeSpan.FromMilliseconds(arrivals[i].At);
            Late = late > Late ? late : Late;
            open[i] = SendAsync(arrivals[i], start, counts: arrivals[i].At >= warmUp * 1000);
        }
        atEnd?.Invoke();
        await Task.WhenAll(open);
    }

    private async Task SendAsync(Arrival arrival, long start, bool counts)
    {
        var status = await _connections.SendAsync(arrival.Work);
        var latency = Stopwatch.GetElapsedTime(start).TotalMilliseconds - arrival.At;
        if (counts)
            Answers.Add(status, latency);
    }
}
