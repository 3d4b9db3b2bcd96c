namespace Paas;

/// <summary>
/// Stops taking the output of an attached dyno, whose processes then wait in their writes as they would for a slow
/// terminal, or goes on. The engine asks for it when the client is slow, since it never lets one dyno's events hold back those
/// of the others; what the driver had taken already still arrives, which is little. Nothing is held when a dyno starts.
/// </summary>
/// <param name="Held">True to take no more, false to go on.</param>
public sealed record DynoHold(bool Held) : DynoRequest;
