using Paas.Routing;

namespace Paas.Balancing;

/// <summary>What a request asks of the dyno it goes to, beyond the app's policy.</summary>
/// <param name="Affinity">Key of the dyno that the client was at before, or 0.</param>
/// <param name="Side">The side of the split that the request belongs to.</param>
internal readonly record struct DynoWish(UInt128 Affinity, SplitSide Side)
{
    /// <summary>Not any dyno will do.</summary>
    public bool IsPicky => Affinity != 0 || Side != SplitSide.None;

    /// <summary>Reads the client's cookie and draws the side for those that have none.</summary>
    public static DynoWish Of(HttpRoute route, HttpHead head, ReadOnlySpan<byte> bytes, SessionAffinity keys, ref SplitMix random)
    {
        var settings = route.Settings;
        if (!settings.SessionAffinity && settings.Split is null)
            return default;
        UInt128 dyno = 0;
        var release = 0UL;
        if (settings.SessionAffinity)
            SessionAffinity.Read(head, bytes, out dyno, out release);
        if (settings.Split is not { } split)
            return new DynoWish(dyno, SplitSide.None);
        var isCanary = release != 0 ? release == keys.OfRelease(route.AppId, split.Release) : random.NextDouble() < split.Share;
        return new DynoWish(dyno, isCanary ? SplitSide.Canary : SplitSide.Others);
    }
}
