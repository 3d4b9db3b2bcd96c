namespace Paas;

/// <summary>By what an autoscaler judges whether a process type has enough dynos.</summary>
public enum AutoscalingSignal
{
    /// <summary>95th percentile of the time to answer, in milliseconds, as the router sees it: what Heroku scales by. For <c>web</c>.</summary>
    ResponseTime,

    /// <summary>
    /// 95th percentile of the time that requests wait for a dyno, in milliseconds. For <c>web</c>, where the router has a cap
    /// of requests in flight per dyno. Unlike the time to answer it does not rise because a page is slow.
    /// </summary>
    QueueTime,

    /// <summary>Requests in flight per dyno, on average. For <c>web</c>.</summary>
    RequestsInFlight,

    /// <summary>Processor time in percent of what the size of the dynos has (one processor, where the size sets no limit). For every process type.</summary>
    Cpu,
}
