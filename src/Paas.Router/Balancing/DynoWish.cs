namespace Paas.Balancing;

/// <summary>What a request asks of the dyno it goes to, beyond the app's policy.</summary>
/// <param name="Affinity">Key of the dyno that the client was at before, or 0.</param>
/// <param name="Side">The side of the split that the request belongs to.</param>
internal readonly record struct DynoWish(UInt128 Affinity, SplitSide Side)
{
    /// <summary>Not any dyno will do.</summary>
    public bool IsPicky => Affinity != 0 || Side != SplitSide.None;
}
