namespace Paas.Health;

/// <summary>What a dyno's checks have come to.</summary>
/// <param name="IsHealthy">It gets requests.</param>
/// <param name="Streak">Checks in a row that speak against <paramref name="IsHealthy"/>.</param>
internal readonly record struct DynoHealth(bool IsHealthy, int Streak)
{
    /// <summary>A dyno that was not checked yet.</summary>
    public static DynoHealth New => new(true, 0);

    /// <summary>The health after one more check.</summary>
    public DynoHealth After(bool passed, RouteHealthCheck check)
    {
        if (passed == IsHealthy)
            return this with { Streak = 0 };
        var needed = IsHealthy ? check.FailuresToLeave : check.PassesToReturn;
        return Streak + 1 >= needed ? new DynoHealth(passed, 0) : this with { Streak = Streak + 1 };
    }
}
