namespace Paas;

/// <summary>Lines were dropped because the reader was slow (L12).</summary>
/// <param name="DynoId">The run.</param>
/// <param name="Count">How many lines since the last such event.</param>
public sealed record DynoOutputDropped(Guid DynoId, long Count) : DynoEvent(DynoId);
