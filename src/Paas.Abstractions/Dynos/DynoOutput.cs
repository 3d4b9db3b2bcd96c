namespace Paas;

/// <summary>A line of output.</summary>
/// <param name="DynoId">The run.</param>
/// <param name="Line">Text without line end, at most 10,000 bytes; longer lines arrive in pieces. Invalid UTF-8 is replaced.</param>
public sealed record DynoOutput(Guid DynoId, string Line) : DynoEvent(DynoId);
