using System.Globalization;

namespace Paas.Scaling;

/// <summary>Why a number of dynos changes, for people: the signal, its target, the load.</summary>
internal static class ScalingReason
{
    /// <summary><c>p95 812ms over 500ms, 37 requests/s per dyno</c>, or <c>p95 230ms, 37 requests/s per dyno of about 40 that it can do</c></summary>
    public static string Up(Autoscaling policy, AutoscalerState state, ScalingObservation seen)
    {
        var value = ScalingNeed.ValueOf(policy.Signal, seen);
        var reason = value > policy.Target
            ? $"{Signal(policy.Signal, value)} over {Figure(policy.Signal, policy.Target)}"
            : Signal(policy.Signal, value);
        if (seen.TurnedAway > 0)
            reason += string.Create(CultureInfo.InvariantCulture, $", {seen.TurnedAway} requests turned away (H11)");
        if (!IsOfRequests(policy))
            return reason;
        reason = string.Create(CultureInfo.InvariantCulture, $"{reason}, {seen.CompletedPerDyno:0.#} requests/s per dyno");
        return value <= policy.Target && state.Capacity is { } capacity ? string.Create(CultureInfo.InvariantCulture, $"{reason} of about {capacity:0.#} that it can do") : reason;
    }

    /// <summary><c>p95 120ms within 500ms, 9 requests/s per dyno become 12</c></summary>
    public static string Down(Autoscaling policy, ScalingObservation seen, int quantity)
    {
        var reason = $"{Signal(policy.Signal, ScalingNeed.ValueOf(policy.Signal, seen))} within {Figure(policy.Signal, policy.Target)}";
        return IsOfRequests(policy)
            ? string.Create(CultureInfo.InvariantCulture, $"{reason}, {seen.CompletedPerDyno:0.#} requests/s per dyno become {seen.Offered / quantity:0.#}")
            : reason;
    }

    private static bool IsOfRequests(Autoscaling policy) => policy.Signal != AutoscalingSignal.Cpu;

    private static string Signal(AutoscalingSignal signal, double value) => signal switch
    {
        AutoscalingSignal.ResponseTime => $"p95 {Figure(signal, value)}",
        AutoscalingSignal.QueueTime => $"queue p95 {Figure(signal, value)}",
        AutoscalingSignal.RequestsInFlight => $"{Figure(signal, value)} requests in flight per dyno",
        _ => $"CPU {Figure(signal, value)}",
    };

    private static string Figure(AutoscalingSignal signal, double value) => signal switch
    {
        AutoscalingSignal.RequestsInFlight => value.ToString("0.##", CultureInfo.InvariantCulture),
        AutoscalingSignal.Cpu => string.Create(CultureInfo.InvariantCulture, $"{value:0}%"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0}ms"),
    };
}
