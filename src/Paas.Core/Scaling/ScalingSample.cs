namespace Paas.Scaling;

/// <summary>What was seen of a process type at one instant; of two of them an observation is made.</summary>
/// <param name="At">When, on a clock that only goes forward.</param>
/// <param name="Serving">Dynos that work: of web those in the routes, of others those that run.</param>
/// <param name="Traffic">The router's figures so far; null when it had no request, or is not for web.</param>
/// <param name="Cpu">Processors that a dyno uses on average, as a share of what its size has; null while that is not known.</param>
internal sealed record ScalingSample(TimeSpan At, int Serving, AppTraffic? Traffic, double? Cpu);
