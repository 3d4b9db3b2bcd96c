namespace Paas.Sleeping;

/// <summary>
/// Says that an app sleeps, under <c>app/{id}/sleep</c>, so that a host that starts does not wake it. Written before its dynos are
/// frozen or ended, removed after it was woken: a host that dies in between has it asleep, which the next request ends.
/// </summary>
/// <param name="Frozen">Its dynos are frozen, where they outlived the host.</param>
/// <param name="Since">When it fell asleep (UTC).</param>
internal sealed record SleepDocument(bool Frozen, DateTimeOffset Since);
