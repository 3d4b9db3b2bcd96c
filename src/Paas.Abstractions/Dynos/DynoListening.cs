using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// What a dyno with a port listens on changed. Without <see cref="OnPort"/> this is the evidence for an explanation:
/// the dyno bound something else.
/// </summary>
/// <param name="DynoId">The run.</param>
/// <param name="OnPort">True when <c>$PORT</c> is among them.</param>
/// <param name="Endpoints">All TCP endpoints as text, such as <c>127.0.0.1:3000</c>; empty when the driver cannot tell.</param>
public sealed record DynoListening(Guid DynoId, bool OnPort, ImmutableArray<string> Endpoints) : DynoEvent(DynoId);
