namespace Paas.Scaling;

/// <summary>What the autoscaler keeps of a process type while the engine runs; used only inside the app's mailbox.</summary>
internal sealed class ProcessScaling
{
    public ScalingHistory History { get; set; } = ScalingHistory.Empty;

    public required AutoscalerState State { get; set; }

    /// <summary>The release of which it has learnt what a dyno can do.</summary>
    public int Release { get; set; }
}
