namespace Paas.Formations;

/// <summary>
/// Damped averages of the tasks that can run, over 1, 5 and 15 minutes:
/// <c>avg = (1 - e) * runnable + e * avg</c> with <c>e = exp(-(time since the sample before) / period)</c>.
/// Source: devcenter.heroku.com/articles/log-runtime-metrics.
/// </summary>
internal sealed record LoadAverage(DateTimeOffset From, DateTimeOffset At, double One, double Five, double Fifteen)
{
    public static LoadAverage None { get; } = new(default, default, 0, 0, 0);

    public LoadAverage Add(int runnable, DateTimeOffset at)
    {
        if (this == None)
            return new LoadAverage(at, at, runnable, runnable, runnable);
        var passed = at > At ? at - At : TimeSpan.Zero; // the clock may have been set back
        return new LoadAverage(From < at ? From : at, at, Damp(One, 1), Damp(Five, 5), Damp(Fifteen, 15));

        double Damp(double average, int minutes)
        {
            var e = Math.Exp(-passed.TotalSeconds / (60 * minutes));
            return (1 - e) * runnable + e * average;
        }
    }

    /// <summary>Whether there are samples of so many minutes.</summary>
    public bool Covers(int minutes) => this != None && At - From >= TimeSpan.FromMinutes(minutes);
}
