using Paas.Load.Peers;

namespace Paas.Load.Scenarios;

/// <summary>Resident memory without and with idle connections.</summary>
/// <param name="Peer">The proxy.</param>
/// <param name="EmptyBytes">After one request.</param>
/// <param name="LoadedBytes">With the connections that follow.</param>
/// <param name="Held">Connections that were still open at the end.</param>
internal sealed record IdleFigures(Peer Peer, long EmptyBytes, long LoadedBytes, int Held);
