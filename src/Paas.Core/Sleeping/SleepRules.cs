using Paas.Apps;
using Paas.Formations;

namespace Paas.Sleeping;

/// <summary>When an app sleeps. Pure.</summary>
internal static class SleepRules
{
    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(40);
    private static readonly TimeSpan MinLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EcoSleepAfter = TimeSpan.FromMinutes(30);
    private static readonly SleepPolicy _eco = new() { SleepAfter = EcoSleepAfter };

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static void Check(SleepPolicy policy)
    {
        if (policy != SleepPolicy.Default && !IsLegal(policy))
            throw new PaasException(PaasErrors.InvalidParams, $"An app cannot freeze after {Show(policy.FreezeAfter)} and sleep after {Show(policy.SleepAfter)}: each must be a second to 40 days or not given, and sleep the later one.");
    }

    public static bool IsLegal(SleepPolicy policy) =>
        !(policy.FreezeAfter < MinTime || policy.SleepAfter < MinTime || policy.FreezeAfter > MaxTime || policy.SleepAfter > MaxTime || policy.SleepAfter <= policy.FreezeAfter);

    /// <summary>The policy of an app that may sleep at all; null for one that never does.</summary>
    public static SleepPolicy? PolicyOf(AppModel model, SleepPolicy? platform)
    {
        if (model.IsEnding || !model.WantsWeb)
            return null;
        var policy = model.App.Sleep ?? platform ?? PolicyOf(model.Document.Formation["web"]);
        return policy is { FreezeAfter: null, SleepAfter: null } ? null : policy;
    }

    // An autoscaler that may scale to nothing does so from the last dyno on, once nobody has asked for it as long as for any step down.
    private static SleepPolicy PolicyOf(FormationEntry web) => web switch
    {
        { Autoscaling: { Min: 0 } autoscaling, Quantity: 1 } => new SleepPolicy { SleepAfter = autoscaling.DownCooldown > MinTime ? autoscaling.DownCooldown : MinTime },
        { Size: "eco" } => _eco,
        _ => SleepPolicy.Never,
    };

    /// <summary>What an app that has been idle for so long becomes now; null when nothing.</summary>
    public static SleepPhase? Decide(SleepPolicy policy, SleepPhase phase, TimeSpan idle, bool canFreeze)
    {
        if (phase is not (SleepPhase.Awake or SleepPhase.Frozen))
            return null;
        if (idle >= policy.SleepAfter)
            return SleepPhase.Asleep;
        return canFreeze && phase == SleepPhase.Awake && idle >= policy.FreezeAfter ? SleepPhase.Frozen : null;
    }

    /// <summary>When to look at an app again: often enough that it is at most a tenth of the time late.</summary>
    public static TimeSpan NextLook(SleepPolicy policy)
    {
        var first = policy.FreezeAfter ?? policy.SleepAfter!.Value;
        return TimeSpan.FromTicks(Math.Clamp(first.Ticks / 10, MinLook.Ticks, MaxLook.Ticks));
    }

    /// <summary>Whether nothing is under way with the app that shall not be caught by its sleep.</summary>
    public static bool MayPark(AppModel model, SleepPhase target) =>
        model is { IsEnding: false, WantsWeb: true, Build: null, Pending.IsEmpty: true, Rollout: null } && (target == SleepPhase.Asleep || HasConverged(model));

    private static string Show(TimeSpan? time) => time?.ToString() ?? "never";

    private static bool HasConverged(AppModel model) =>
        FormationRules.IsRolledOut(model.Wanted(), model.Dynos) && model.Dynos.All(static dyno => dyno.Phase == DynoPhase.Up);
}
