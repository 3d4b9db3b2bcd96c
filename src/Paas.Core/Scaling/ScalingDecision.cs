namespace Paas.Scaling;

/// <summary>What an autoscaler decided.</summary>
/// <param name="Quantity">Number of dynos from now on.</param>
/// <param name="Reason">Why, for a person, when the number changes or would have to be above the maximum; else null.</param>
/// <param name="State">What it remembers.</param>
internal sealed record ScalingDecision(int Quantity, string? Reason, AutoscalerState State);
