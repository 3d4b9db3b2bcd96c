namespace Paas;

/// <summary>The frequencies of Heroku Scheduler as cron fields. Source: devcenter.heroku.com/articles/scheduler.</summary>
public static class ScheduleTimes
{
    /// <summary>At :00, :10, :20 and so on.</summary>
    public const string EveryTenMinutes = "*/10 * * * *";

    /// <summary>Every hour.</summary>
    /// <param name="minute">Minute of the hour, 0 to 59.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such minute.</exception>
    public static string Hourly(int minute)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, 59);
        return FormattableString.Invariant($"{minute} * * * *");
    }

    /// <summary>Every day.</summary>
    /// <param name="at">Time of the day in UTC; seconds do not count.</param>
    public static string Daily(TimeOnly at) => FormattableString.Invariant($"{at.Minute} {at.Hour} * * *");
}
