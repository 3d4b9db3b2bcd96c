namespace Paas;

/// <summary>
/// Every dyno of an earlier host process that the driver re-adopts has been told (<see cref="DynoAdopted"/>); what else the
/// engine wants running has to be started. Reported once, by every driver, before the events of new dynos.
/// </summary>
public sealed record DynosReplayed() : DynoEvent(Guid.Empty);
