namespace Paas;

/// <summary>How a sign-in ended.</summary>
public enum SignInOutcome
{
    /// <summary>E-mail, password and second factor are right.</summary>
    Succeeded,

    /// <summary>E-mail or password is wrong (401).</summary>
    Refused,

    /// <summary>The password is right; the second factor is missing or wrong (403 <c>two_factor</c>).</summary>
    SecondFactorNeeded,

    /// <summary>There were too many wrong attempts; this one was not looked at (429).</summary>
    LockedOut,
}
