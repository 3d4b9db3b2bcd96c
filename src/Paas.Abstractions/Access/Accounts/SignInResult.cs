namespace Paas;

/// <summary>How a sign-in ended.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Caller">Who it is, when it succeeded.</param>
public sealed record SignInResult(SignInOutcome Outcome, Caller? Caller = null)
{
    /// <summary>When it is <see cref="SignInOutcome.LockedOut"/>: how long nothing is tried any more.</summary>
    public TimeSpan RetryAfter { get; init; }
}
