using System.Net;

namespace Paas;

/// <summary>A web dyno that takes requests.</summary>
/// <param name="DynoId">Identity of the run.</param>
/// <param name="Name">Name for the request line, <c>web.1</c>.</param>
/// <param name="Address">Where it listens.</param>
public sealed record RouteTarget(Guid DynoId, string Name, IPEndPoint Address)
{
    /// <summary>Number of the release that the dyno runs; 0 when it is not told.</summary>
    public int Release { get; init; }
}
