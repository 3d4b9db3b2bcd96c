namespace Paas.Sleeping;

/// <summary>Whether an app sleeps.</summary>
internal enum SleepPhase
{
    /// <summary>It runs.</summary>
    Awake,

    /// <summary>Out of the routes and about to sleep, once its last requests have ended.</summary>
    Settling,

    /// <summary>Its dynos are stopped where they are.</summary>
    Frozen,

    /// <summary>It has no dynos.</summary>
    Asleep,
}
