namespace Paas;

/// <summary>Port: what the router has seen of each app, for deploys, autoscalers and dashboards.</summary>
public interface IHttpTraffic
{
    /// <summary>The figures of an app so far; null when it has had no request since it is in the routes.</summary>
    AppTraffic? Snapshot(Guid appId);
}
