namespace Paas.Errors;

/// <summary>How far a request came.</summary>
internal enum RoutePhase
{
    Reading,
    Finding,
    Connecting,
    Relaying,
}
