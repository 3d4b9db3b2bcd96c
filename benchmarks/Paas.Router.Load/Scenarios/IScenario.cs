using Paas.Load.Configuration;
using Paas.Load.Measuring;
using Paas.Load.Peers;

namespace Paas.Load.Scenarios;

/// <summary>A kind of load that is measured for every body size.</summary>
internal interface IScenario
{
    /// <summary>Name for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>Heading of its table.</summary>
    string Title { get; }

    /// <summary>Loads the proxy for about this long.</summary>
    Task<LoadResult> LoadAsync(Bed bed, PeerProcess peer, BodySize size, double seconds, CancellationToken cancellationToken);
}
