using Paas.Formations;

namespace Paas.Scaling;

/// <summary>Which autoscaling a process type may have, and how it goes with scaling by hand.</summary>
internal static class AutoscalingRules
{
    private static readonly TimeSpan MaxCooldown = TimeSpan.FromHours(24);

    /// <summary>The entry after an update whose quantity and size are in it already.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static FormationEntry Apply(FormationEntry entry, FormationUpdate update, DynoSize size)
    {
        var byHand = update.Quantity is not null || update.Delta is not null;
        if (update.Autoscaling is { } chosen)
        {
            Check(update.Type, chosen, size);
            if (byHand && (entry.Quantity < chosen.Min || entry.Quantity > chosen.Max))
                throw Refusal(FormattableString.Invariant($"Cannot scale {update.Type} to {entry.Quantity}: its autoscaling shall have {chosen.Min} to {chosen.Max} dynos. Give a number within, or none."));
            return entry with { Autoscaling = chosen, Quantity = Math.Clamp(entry.Quantity, Math.Max(1, chosen.Min), chosen.Max) };
        }

        if (byHand || update.RemoveAutoscaling)
            return entry with { Autoscaling = null };
        if (entry.Autoscaling is { } kept && update.Size is not null)
            Check(update.Type, kept, size);
        return entry;
    }

    private static void Check(string type, Autoscaling autoscaling, DynoSize size)
    {
        var (min, max, signal, target) = autoscaling;
        if (!Enum.IsDefined(signal))
            throw Refusal(FormattableString.Invariant($"Cannot autoscale {type} by signal {(int)signal}: there is none. Use one of {string.Join(", ", Enum.GetNames<AutoscalingSignal>())}."));
        if (type != "web" && signal != AutoscalingSignal.Cpu)
            throw Refusal($"Cannot autoscale {type} by {signal}: only web dynos get requests. Use {AutoscalingSignal.Cpu}.");
        if (min < (type == "web" ? 0 : 1) || max < Math.Max(min, 1) || max > size.MaxQuantity)
            throw Refusal(FormattableString.Invariant($"Cannot autoscale {type} from {min} to {max} dynos: the minimum is at least {(type == "web" ? 0 : 1)}, the maximum is not below it, and a process type has 1 to {size.MaxQuantity} dynos of size {size.DisplayName}."));
        if (!double.IsFinite(target) || target <= 0 || (signal == AutoscalingSignal.Cpu && target > 100))
            throw Refusal(FormattableString.Invariant($"Cannot autoscale {type} by {signal} to a target of {target}: it is {Unit(signal)}."));
        if (autoscaling.MaxStep is < 1)
            throw Refusal(FormattableString.Invariant($"Cannot autoscale {type} by {autoscaling.MaxStep} dynos at a time: a step has at least 1, or null for as many as are needed."));
        if (autoscaling.UpCooldown < TimeSpan.Zero || autoscaling.DownCooldown < TimeSpan.Zero || autoscaling.UpCooldown > MaxCooldown || autoscaling.DownCooldown > MaxCooldown)
            throw Refusal(FormattableString.Invariant($"Cannot autoscale {type} with cool-downs of {autoscaling.UpCooldown} up and {autoscaling.DownCooldown} down: each is from 0 to 24 hours."));
    }

    private static string Unit(AutoscalingSignal signal) => signal switch
    {
        AutoscalingSignal.Cpu => "a number of percent above 0 and up to 100",
        AutoscalingSignal.RequestsInFlight => "a number of requests per dyno above 0",
        _ => "a number of milliseconds above 0",
    };

    private static PaasException Refusal(string message) => new(PaasErrors.InvalidParams, message);
}
