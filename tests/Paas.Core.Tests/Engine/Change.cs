namespace Paas.Engine;

/// <summary>One change of one app: how it is asked for, and what may be there after it. A refused change has no outcomes.</summary>
/// <param name="Slot">Which app.</param>
/// <param name="Before">The app before the change; null when there is none.</param>
/// <param name="InvokeAsync">Completes when the change is acknowledged.</param>
/// <param name="Outcomes">The app as it may be found after a crash once the change is acknowledged; the last one when there was no crash.</param>
internal sealed record Change(int Slot, AppFacts? Before, Func<IPlatform, Task> InvokeAsync, params AppFacts?[] Outcomes);
