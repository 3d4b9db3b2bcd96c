namespace Paas.Sleeping;

/// <summary>Where an app is between awake and asleep, as of one instant.</summary>
/// <param name="Phase">The phase.</param>
internal sealed record SleepState(SleepPhase Phase)
{
    public static SleepState Awake { get; } = new(SleepPhase.Awake);

    /// <summary>What it is settling for.</summary>
    public SleepPhase Target { get; init; }

    /// <summary>There is a document that says it sleeps.</summary>
    public bool IsStored { get; init; }

    /// <summary>Since when it sleeps, or its last request was when it came so from an earlier host.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>A request woke it then (timestamp of the clock) and no web dyno is up yet.</summary>
    public long? WakingSince { get; init; }
}
