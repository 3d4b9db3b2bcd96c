namespace Paas.Scaling.Simulation;

/// <summary>One look of a simulated autoscaler, and what happened since the one before.</summary>
/// <param name="At">Time since the begin.</param>
/// <param name="Rate">Requests per second that come.</param>
/// <param name="Quantity">Dynos wanted after the look.</param>
/// <param name="Serving">Dynos that work.</param>
/// <param name="Response">95th percentile of the time to answer since the look before, in ms.</param>
/// <param name="Reason">Why the number changed.</param>
internal sealed record ScalingMoment(TimeSpan At, double Rate, int Quantity, int Serving, double Response, string? Reason);
