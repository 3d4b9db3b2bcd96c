using System.Collections.Immutable;

namespace Paas;

/// <summary>An app as the router sees it.</summary>
/// <param name="AppId">The app; its request lines go to this app's log.</param>
/// <param name="AppName">Its name.</param>
/// <param name="Status">What the router does when there is no dyno to choose, and whether it may choose at all.</param>
/// <param name="Targets">Web dynos that are up.</param>
public sealed record HttpRoute(Guid AppId, string AppName, RouteStatus Status, ImmutableArray<RouteTarget> Targets)
{
    /// <summary>What the app chose of the router's behaviour.</summary>
    public RouteSettings Settings { get; init; } = RouteSettings.Default;
}
