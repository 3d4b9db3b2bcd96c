namespace Paas.Formations;

/// <summary>When a crashed dyno starts again. Source: devcenter.heroku.com/articles/dynos#automatic-dyno-restarts.</summary>
internal static class CrashBackoff
{
    /// <summary>Crashes in a row after one more: a dyno that ran longer than the window starts counting anew.</summary>
    public static int Count(int before, TimeSpan uptime, EngineOptions options) =>
        uptime >= options.CrashWindow ? 1 : Math.Min(before + 1, 64);

    /// <summary>Delay before the start that follows the k-th crash in a row: none, 10 min, 20 min, 40 min, … 24 h.</summary>
    public static TimeSpan Delay(int crashes, EngineOptions options)
    {
        if (crashes <= 1)
            return TimeSpan.Zero;

        var delay = options.CrashDelay * Math.Pow(2, Math.Min(crashes - 2, 30));
        return delay < options.MaxCrashDelay ? delay : options.MaxCrashDelay;
    }
}
