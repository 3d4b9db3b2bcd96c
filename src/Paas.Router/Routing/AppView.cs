using System.Collections.Immutable;
using Paas.Balancing;

namespace Paas.Routing;

/// <summary>The dynos of an app and what it chose of the router, as of one table.</summary>
internal sealed class AppView
{
    private volatile bool _isSpoilt;

    public AppView(ImmutableArray<RouteTarget> targets, RouteSettings settings, RoutedDyno[] dynos, AppView? before = null)
    {
        Targets = targets;
        Settings = settings;
        Dynos = dynos;
        IsCapped = settings.MaxInFlightPerDyno > 0 || settings.AdaptiveConcurrency;
        All = new DynoSet(dynos, before?.All.Turn ?? 0);
        if (settings.Split is { } split)
        {
            Canary = new DynoSet([.. dynos.Where(dyno => dyno.Target.Release == split.Release)], before?.Canary.Turn ?? 0);
            Others = new DynoSet([.. dynos.Where(dyno => dyno.Target.Release != split.Release)], before?.Others.Turn ?? 0);
        }
    }

    public static AppView Empty { get; } = new([], RouteSettings.Default, []);

    public ImmutableArray<RouteTarget> Targets { get; }

    public RouteSettings Settings { get; }

    public RoutedDyno[] Dynos { get; }

    /// <summary>Requests wait in the app's queue for a dyno that has room.</summary>
    public bool IsCapped { get; }

    public DynoSet All { get; }

    /// <summary>Dynos of the release that the split names.</summary>
    public DynoSet Canary { get; } = DynoSet.Empty;

    /// <summary>Dynos of all other releases.</summary>
    public DynoSet Others { get; } = DynoSet.Empty;

    /// <summary>Makes it be built anew: one of its dynos was drained while it was out of the table, and is back.</summary>
    public void Spoil() => _isSpoilt = true;

    /// <summary>The view still says what the route says.</summary>
    public bool Shows(ImmutableArray<RouteTarget> targets, RouteSettings settings) =>
        !_isSpoilt
        && (Targets == targets || Targets.AsSpan().SequenceEqual(targets.AsSpan()))
        && (ReferenceEquals(Settings, settings) || Settings == settings);

    /// <summary>A dyno for a request, or null.</summary>
    /// <param name="wish">What the request asks for.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">Breaks ties.</param>
    /// <param name="isFull">A dyno that would do has no room: wait for it.</param>
    public RoutedDyno? Pick(in DynoWish wish, long now, ref SplitMix random, out bool isFull)
    {
        // 1. The dyno that the client was at, while it can be had.
        if (wish.Affinity != 0 && Find(wish.Affinity) is { IsHealthy: true } own && own.QuarantinedUntil <= now)
        {
            isFull = !own.HasRoom;
            return isFull ? null : own;
        }

        // 2. The side of the split, while one of its dynos can be had.
        if (wish.Side != SplitSide.None)
        {
            var side = wish.Side == SplitSide.Canary ? Canary : Others;
            var member = DynoPicker.Pick(side, Settings.Balancing, now, ref random, out isFull);
            if (member is not null || isFull)
                return member;
        }

        // 3. Any healthy one; any at all when none is healthy.
        var dyno = DynoPicker.Pick(All, Settings.Balancing, now, ref random, out isFull);
        return dyno ?? (isFull ? null : DynoPicker.PickAny(Dynos, now, ref random));
    }

    public RoutedDyno? Find(UInt128 affinity)
    {
        foreach (var dyno in Dynos)
        {
            if (dyno.Affinity == affinity)
                return dyno;
        }
        return null;
    }
}
