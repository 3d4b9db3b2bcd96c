using System.Globalization;
using Paas.Apps;
using Paas.Formations;
using Paas.Logs;

namespace Paas.Sleeping;

/// <summary>Measures how long waking takes, per release. Called inside the app's mailbox.</summary>
internal sealed class WakeRecords(EngineLog log, TimeProvider time)
{
    private const int MaxReleases = 20;

    /// <summary>Ends the wake of an app whose dynos had ended, once one of them is up.</summary>
    public void Advance(AppState app)
    {
        if (app.Model.Sleep.WakingSince is not { } since)
            return;
        foreach (var dyno in app.Model.Dynos)
        {
            if (dyno is not { IsWeb: true, Phase: DynoPhase.Up })
                continue;
            app.Model = app.Model with { Sleep = app.Model.Sleep with { WakingSince = null } };
            Add(app, dyno, SleepPhase.Asleep, since);
            return;
        }
    }

    public void Add(AppState app, DynoInstance dyno, SleepPhase from, long since)
    {
        var elapsed = time.GetElapsedTime(since);
        var counts = new long[LatencyBuckets.Count];
        counts[LatencyBuckets.Index((long)elapsed.TotalMicroseconds)] = 1;
        var one = LatencySnapshot.Of(counts);
        var before = app.Model.Wakes.GetValueOrDefault(dyno.Release) ?? WakeTimes.None;
        var wakes = app.Model.Wakes.SetItem(dyno.Release, from == SleepPhase.Frozen
            ? before with { Frozen = before.Frozen.Add(one) }
            : before with { Asleep = before.Asleep.Add(one) });
        app.Model = app.Model with { Wakes = wakes.Count > MaxReleases ? wakes.Remove(wakes.Keys.First()) : wakes };
        log.Heroku(app.Id, dyno.Name, string.Create(CultureInfo.InvariantCulture, $"Woke in {elapsed.TotalMilliseconds:0} ms"));
    }
}
