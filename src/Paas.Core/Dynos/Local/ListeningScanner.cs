using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

/// <summary>Reports what starting dynos listen on, until each listens on its port. Nothing runs when none is starting.</summary>
internal sealed class ListeningScanner(IListeningProbe probe, EventQueue events, TimeSpan interval, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly List<ListeningTarget> _targets = [];
    private bool _running;

    [UnsupportedOSPlatform("windows")]
    public static IListeningProbe ProbeOfThisMachine(ProcessTable table, TimeProvider clock) =>
        table is ProcfsTable ? new ProcfsListeningProbe(table, clock) : new ConnectListeningProbe();

    public void Add(ListeningTarget target)
    {
        lock (_lock)
        {
            _targets.Add(target);
            if (_running)
                return;
            _running = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>Looks at once and reports what the dynos listen on.</summary>
    /// <returns>Those that do not listen on their port yet.</returns>
    public IReadOnlyList<ListeningTarget> LookNow(IReadOnlyList<ListeningTarget> targets)
    {
        lock (_lock)
        {
            var waiting = targets.ToList();
            Look(waiting);
            return waiting;
        }
    }

    /// <summary>No event of the dyno follows after the return.</summary>
    public void Remove(Guid dynoId)
    {
        lock (_lock)
            _targets.RemoveAll(target => target.DynoId == dynoId);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TimeSpan pause;
            lock (_lock)
            {
                Look(_targets);
                if (_targets.Count == 0)
                {
                    _running = false;
                    return;
                }

                pause = Pause();
            }

            await Task.Delay(pause, clock, CancellationToken.None);
        }
    }

    private void Look(List<ListeningTarget> targets)
    {
        try
        {
            if (targets.Count > 0)
                probe.Look(targets);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CannotLook(log, exception);
            return;
        }

        for (var i = targets.Count - 1; i >= 0; i--)
        {
            if (targets[i].Change() is not { } change)
                continue;
            events.Post(change);
            if (change.OnPort)
                targets.RemoveAt(i);
        }
    }

    /// <summary>A fiftieth of the age of the youngest, so that every start is noticed within some percent of its length.</summary>
    private TimeSpan Pause()
    {
        var youngest = TimeSpan.MaxValue;
        foreach (var target in _targets)
        {
            var age = clock.GetElapsedTime(target.Since);
            youngest = age < youngest ? age : youngest;
        }

        var pause = youngest / 50;
        return pause < interval ? interval : pause < Slowest ? pause : Slowest;
    }
}
