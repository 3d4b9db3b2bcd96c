using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paas.Logs;

/// <summary>
/// Where all log lines meet: keeps the newest of each app, feeds those who follow, and carries everything to the drains.
/// As a hosted service it starts the drains and, when the host stops, delivers what they still have to get.
/// </summary>
internal sealed class LogHub : ILogSink, IHostedService, IDisposable
{
    private const int TailBatchSize = 100;

    private readonly ConcurrentDictionary<Guid, AppLog> _apps = new();
    private readonly TimeProvider _timeProvider;
    private readonly LogDrainPump[] _pumps;

    /// <summary>Makes a hub without a line.</summary>
    /// <exception cref="InvalidOperationException">Two drains have the same name.</exception>
    public LogHub(IEnumerable<ILogDrain> drains, TimeProvider timeProvider, ILogger<LogHub> logger)
    {
        _timeProvider = timeProvider;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var pumps = new List<LogDrainPump>();
        foreach (var drain in drains)
        {
            if (!names.Add(drain.Name))
                throw new InvalidOperationException($"Two log drains are named '{drain.Name}'; give each one a name of its own.");
            pumps.Add(new LogDrainPump(drain, timeProvider, logger));
        }

        _pumps = [.. pumps];
    }

    public void Write(LogLine line)
    {
        _apps.GetOrAdd(line.AppId, static _ => new AppLog()).Write(line);
        foreach (var pump in _pumps)
            pump.Write(line);
    }

    /// <summary>The kept lines that a query asks for and, for a tail, those that follow until it is cancelled or the app removed.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(Guid appId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!query.Tail)
        {
            if (_apps.TryGetValue(appId, out var kept))
            {
                foreach (var line in kept.Newest(query))
                    yield return line;
            }

            yield break;
        }

        var log = _apps.GetOrAdd(appId, static _ => new AppLog());
        var tail = new LogTail(query, _timeProvider);
        var history = log.Join(query, tail);
        try
        {
            foreach (var line in history)
                yield return line;
            bool more;
            do
            {
                more = await tail.Buffer.WaitAsync(cancellationToken);
                foreach (var line in tail.Buffer.Read(TailBatchSize))
                    yield return line;
            }
            while (more);
        }
        finally
        {
            log.Leave(tail);
        }
    }

    /// <summary>Forgets the lines of an app that is gone and ends its tails. Its dynos' last lines may still come; they are not kept.</summary>
    public void Remove(Guid appId)
    {
        var log = _apps.GetOrAdd(appId, AppLog.Gone);
        if (log == AppLog.Gone)
            return;
        log.Remove();
        _apps[appId] = AppLog.Gone;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var pump in _pumps)
            pump.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_pumps.Select(pump => pump.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var pump in _pumps)
            pump.Dispose();
    }
}
