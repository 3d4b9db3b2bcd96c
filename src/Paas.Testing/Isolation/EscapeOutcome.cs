namespace Paas.Testing;

/// <summary>How an attempt ended.</summary>
/// <param name="Contained">The dyno did not get what it tried for.</param>
/// <param name="Detail">What happened.</param>
public sealed record EscapeOutcome(bool Contained, string Detail);
