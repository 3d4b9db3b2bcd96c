namespace Paas.Formations;

/// <summary>A step that the planner wants done.</summary>
internal abstract record PlanAction
{
    /// <summary>
    /// Start a dyno in a place. <paramref name="Crashes"/> in a row came before it; a web dyno stays out of the routes until
    /// <paramref name="HeldUntil"/>.
    /// </summary>
    public sealed record Start(DesiredProcess Process, int Index, int Crashes, DateTimeOffset? HeldUntil) : PlanAction;

    /// <summary>Make the health check of a dyno; reach a healthy web dyno through the router.</summary>
    public sealed record Check(Guid Id) : PlanAction;

    /// <summary>Let a held web dyno into the routes, together with the others of this plan and the drains.</summary>
    public sealed record Switch(Guid Id) : PlanAction;

    /// <summary>Replace a dyno that has run for its day.</summary>
    public sealed record Cycle(Guid Id) : PlanAction;

    /// <summary>Take a web dyno out of the routes and let it finish its requests.</summary>
    public sealed record Drain(Guid Id) : PlanAction;

    /// <summary>SIGTERM, then SIGKILL.</summary>
    public sealed record Stop(Guid Id) : PlanAction;

    /// <summary>A dyno that did not come up in time: SIGKILL, and it counts as crashed.</summary>
    public sealed record FailBoot(Guid Id, BootFailure Failure) : PlanAction;

    /// <summary>Drop a crashed dyno that is replaced or no longer wanted.</summary>
    public sealed record Forget(Guid Id) : PlanAction;

    /// <summary>Plan again at this time: nothing is to be done before.</summary>
    public sealed record WaitUntil(DateTimeOffset Time) : PlanAction;
}
