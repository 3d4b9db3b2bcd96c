namespace Paas.Formations;

/// <summary>What an outcome of a health check does to a dyno.</summary>
internal static class HealthRules
{
    /// <summary>How often a dyno that boots is checked, unless its check is made more often anyway.</summary>
    public static readonly TimeSpan BootInterval = TimeSpan.FromSeconds(1);

    /// <summary>The dyno after a check, whose problem is null when it passed. Log lines and phases are the caller's.</summary>
    public static DynoInstance Apply(DynoInstance dyno, HealthCheck check, string? problem, DateTimeOffset now)
    {
        if (dyno.Health == DynoHealth.Pending)
        {
            var passes = problem is null ? dyno.HealthStreak + 1 : 0;
            var healthy = passes >= check.PassesUntilHealthy;
            return dyno with
            {
                Checking = false,
                Health = healthy ? DynoHealth.Passing : DynoHealth.Pending,
                HealthStreak = healthy ? 0 : passes,
                NextCheckAt = healthy ? null : now + (check.Interval < BootInterval ? check.Interval : BootInterval),
                Reason = problem is null ? null : $"Its health check fails: {problem}.",
            };
        }

        var failures = problem is null ? 0 : dyno.HealthStreak + 1;
        var failing = failures >= check.FailuresUntilRestart;
        return dyno with
        {
            Checking = false,
            Health = failing ? DynoHealth.Failing : DynoHealth.Passing,
            HealthStreak = failures,
            NextCheckAt = now + check.Interval,
            Stale = dyno.Stale || failing,
            Reason = problem is null ? null : $"Its health check failed {failures} {(failures == 1 ? "time" : "times in a row")}: {problem}.",
        };
    }

    /// <summary>A dyno whose type has another check from now on.</summary>
    public static DynoInstance Follow(DynoInstance dyno, HealthCheck? check) => dyno.Health == DynoHealth.Failing
        ? dyno
        : dyno with { Health = Begin(check, dyno.Phase), HealthStreak = 0, NextCheckAt = null };

    /// <summary>The health with which a dyno starts, or goes on when its type gets a check.</summary>
    public static DynoHealth Begin(HealthCheck? check, DynoPhase phase) => check is null
        ? DynoHealth.Unchecked
        : phase == DynoPhase.Up ? DynoHealth.Passing : DynoHealth.Pending;

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static void Check(string type, HealthCheck check)
    {
        var problem = check switch
        {
            { Path: not null, Command: not null } => "has a path and a command. Give one of them",
            { Command: null } when type != "web" => "is made of $PORT, which only web has. Give a command",
            { Path: { } path } when !path.StartsWith('/') || path.Length > 2_000 || path.AsSpan().ContainsAnyExceptInRange('!', '~') => $"has the path '{(path.Length > 60 ? path[..60] + "..." : path)}'. It must start with a slash and hold no spaces",
            { Path: null, Status: not null } => "has a status, but no path",
            { Status: < 100 or > 599 } => $"has the status {check.Status}. There are 100 to 599",
            { Command: { } command } when string.IsNullOrWhiteSpace(command) || command.Contains('\0', StringComparison.Ordinal) || command.Length > 4_000 => "has a command that is empty, longer than 4,000 characters or holds a NUL character",
            _ when check.Interval < TimeSpan.FromMilliseconds(100) || check.Interval > TimeSpan.FromDays(1) => $"has the interval {check.Interval}. Give 0.1 s to 1 day",
            _ when check.Timeout <= TimeSpan.Zero || check.Timeout > TimeSpan.FromHours(1) => $"has the timeout {check.Timeout}. Give more than zero and at most 1 hour",
            _ when check.Grace < TimeSpan.Zero || check.Grace > TimeSpan.FromHours(1) => $"has the grace {check.Grace}. Give zero to 1 hour",
            _ when check.FailuresUntilRestart is < 1 or > 1_000 || check.PassesUntilHealthy is < 1 or > 1_000 => "counts to less than 1 or more than 1,000",
            _ => null,
        };
        if (problem is not null)
            throw new PaasException(PaasErrors.InvalidParams, $"The health check of {type} {problem}.");
    }
}
