namespace Paas;

/// <summary>
/// A dyno that an earlier host process started runs on and is this driver's now. The first event of such a run;
/// <see cref="DynoStarted"/> and, where it listens, <see cref="DynoListening"/> follow, or <see cref="DynoExited"/> with its
/// true exit code when it ended in between.
/// </summary>
/// <param name="Spec">What it was started with, without its environment and input: those are not kept.</param>
/// <param name="StartedAt">When it was started (UTC).</param>
public sealed record DynoAdopted(DynoSpec Spec, DateTimeOffset StartedAt) : DynoEvent(Checked(Spec).Id)
{
    /// <summary>It was frozen and still is.</summary>
    public bool Frozen { get; init; }

    private static DynoSpec Checked(DynoSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec;
    }
}
