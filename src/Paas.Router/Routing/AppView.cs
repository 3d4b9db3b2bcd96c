using System.Collections.Immutable;
using Paas.Balancing;

namespace Paas.Routing;

/// <summary>The dynos of an app as of one table.</summary>
internal sealed record AppView(ImmutableArray<RouteTarget> Targets, RoutedDyno[] Dynos)
{
    public static AppView Empty { get; } = new(ImmutableArray<RouteTarget>.Empty, []);
}
