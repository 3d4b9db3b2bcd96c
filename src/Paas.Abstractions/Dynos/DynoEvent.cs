namespace Paas;

/// <summary>Something that a driver observed.</summary>
/// <param name="DynoId">The run that it is about.</param>
public abstract record DynoEvent(Guid DynoId);
