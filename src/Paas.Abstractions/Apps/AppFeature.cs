using System.Collections.Immutable;

namespace Paas;

/// <summary>Names of what an app may switch on. Source: <c>heroku features</c> and <c>heroku labs</c>.</summary>
public static class AppFeature
{
    /// <summary>
    /// New web dynos boot beside the old ones; the routes switch to all of them at once, two minutes after the boot timeout.
    /// Source: devcenter.heroku.com/articles/preboot.
    /// </summary>
    public const string Preboot = "preboot";

    /// <summary>Memory and load of each dyno in the log, about every 20 s. Source: devcenter.heroku.com/articles/log-runtime-metrics.</summary>
    public const string LogRuntimeMetrics = "log-runtime-metrics";

    /// <summary>A client stays at its dyno. Source: devcenter.heroku.com/articles/session-affinity.</summary>
    public const string HttpSessionAffinity = "http-session-affinity";

    /// <summary>The router leaves <c>100 Continue</c> to the dyno.</summary>
    public const string HttpEndToEndContinue = "http-end-to-end-continue";

    /// <summary>The router closes its connection to a dyno after each request.</summary>
    public const string HttpDisableKeepAliveToDyno = "http-disable-keepalive-to-dyno";

    /// <summary>All of them, by name.</summary>
    public static ImmutableArray<string> All { get; } = [HttpDisableKeepAliveToDyno, HttpEndToEndContinue, HttpSessionAffinity, LogRuntimeMetrics, Preboot];
}
