using CsCheck;

namespace Paas.Schedules;

public sealed class ScheduleRulesTests
{
    private static readonly string[] _crons = ["* * * * *", "*/10 * * * *", "30 * * * *", "0 3 * * *", "15 6 * * 1-5", "0 0 29 2 *"];

    /// <summary>The clock may be looked at whenever and may jump both ways: no time comes twice, and none more than an hour late.</summary>
    [Fact]
    public void Due_WhateverTheClockDoes_IsEachTimeAtMostOnce() =>
        Gen.Select(Gen.Int[0, _crons.Length - 1], Gen.OneOf(Gen.Int[1, 100], Gen.Int[-10_000, 10_000], Gen.Int[0, 1_000_000]).Array[1, 60]).Sample((index, jumps) =>
        {
            var now = new DateTimeOffset(2028, 2, 28, 12, 0, 0, TimeSpan.Zero);
            var entry = Entry(_crons[index], now);
            var last = DateTimeOffset.MinValue;
            foreach (var jump in jumps)
            {
                now += TimeSpan.FromSeconds(jump);
                if (ScheduleRules.Due(entry, now) is not { } due)
                    continue;
                Assert.True(due > last && due <= now && now - due <= ScheduleRules.MaxLateness, $"{due:O} was due at {now:O} after {last:O}.");
                Assert.Equal(due.UtcDateTime, entry.Cron.GetNextOccurrence(due.UtcDateTime, inclusive: true));
                Assert.Equal(due.UtcDateTime, entry.Cron.GetOccurrences(due.UtcDateTime, now.UtcDateTime, fromInclusive: true, toInclusive: true).Last());
                last = due;
                entry = entry with { Document = entry.Document with { DoneUntil = due } };
                Assert.Null(ScheduleRules.Due(entry, now));
            }
        });

    [Theory]
    [InlineData("*/10 * * * *", "2026-01-01T00:10:00Z")]
    [InlineData("0 3 * * *", "2026-01-01T03:00:00Z")]
    [InlineData("5 4 * * 0", "2026-01-04T04:05:00Z")]
    public void Next_OfCronFields_IsInUtc(string cron, string expected)
    {
        var now = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1));

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), ScheduleRules.Next(Entry(cron, now), now));
    }

    [Fact]
    public void Times_OfHerokuScheduler_AreCronFields()
    {
        Assert.Equal(("*/10 * * * *", "20 * * * *", "30 13 * * *"), (ScheduleTimes.EveryTenMinutes, ScheduleTimes.Hourly(20), ScheduleTimes.Daily(new TimeOnly(13, 30))));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ScheduleTimes.Hourly(60));
    }

    private static ScheduleEntry Entry(string cron, DateTimeOffset now) => new(
        new ScheduleDocument { Id = Guid.NewGuid(), Cron = cron, Command = "task", Enabled = true, CreatedAt = now, DoneUntil = now },
        1,
        ScheduleRules.Parse(cron, now));
}
