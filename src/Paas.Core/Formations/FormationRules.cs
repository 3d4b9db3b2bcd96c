using System.Collections.Immutable;
using Paas.Dynos;
using Paas.Scaling;

namespace Paas.Formations;

/// <summary>How a formation follows releases and requests.</summary>
internal static class FormationRules
{
    /// <summary>The process type that is no dyno of the formation: it runs once per release.</summary>
    public const string ReleaseType = "release";

    /// <summary>
    /// The formation after a release with these process types became current: types that are gone leave it, new ones come
    /// with 0 dynos, and <c>web</c> with 1 when the app had no slug before.
    /// </summary>
    public static ImmutableSortedDictionary<string, FormationEntry> Follow(
        ImmutableSortedDictionary<string, FormationEntry> formation, IEnumerable<string> types, bool isFirst)
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, FormationEntry>(StringComparer.Ordinal);
        var size = formation.Values.Select(static entry => entry.Size).FirstOrDefault(IsShared) ?? DynoSize.Default.Name;
        foreach (var type in types)
        {
            if (type == ReleaseType)
                continue;
            next[type] = formation.TryGetValue(type, out var entry)
                ? entry
                : new FormationEntry(isFirst && type == "web" ? 1 : 0, size);
        }

        return next.ToImmutable();
    }

    /// <summary>Applies updates, all or none.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static ImmutableSortedDictionary<string, FormationEntry> Apply(
        ImmutableSortedDictionary<string, FormationEntry> formation, IReadOnlyList<FormationUpdate> updates, DynoSizes sizes)
    {
        foreach (var update in updates)
        {
            if (!formation.TryGetValue(update.Type, out var entry))
            {
                var known = formation.IsEmpty ? "none, since nothing was deployed yet" : string.Join(", ", formation.Keys);
                throw new PaasException(PaasErrors.InvalidParams, $"Couldn't find that process type '{update.Type}' (the app has: {known}). Add it to the Procfile and deploy.");
            }

            var size = update.Size is null ? sizes.FindStored(entry.Size) : sizes.Find(update.Size);
            var quantity = (long)(update.Quantity ?? entry.Quantity) + (update.Delta ?? 0);
            if (quantity < 0 || quantity > size.MaxQuantity)
                throw new PaasException(PaasErrors.InvalidParams, $"Cannot scale {update.Type} to {quantity}: a process type has 0 to {size.MaxQuantity} dynos of size {size.DisplayName}.");

            if (update.HealthCheck is { } check)
                HealthRules.Check(update.Type, check);
            formation = formation.SetItem(update.Type, AutoscalingRules.Apply(entry with
            {
                Quantity = (int)quantity,
                Size = size.Name,
                HealthCheck = update.HealthCheck ?? (update.RemoveHealthCheck ? null : entry.HealthCheck),
            }, update, size));
        }

        CheckMixture(formation, sizes);
        return formation;
    }

    /// <summary>Eco and basic dynos are for themselves; others may be mixed. Source: devcenter.heroku.com/articles/dyno-types.</summary>
    private static void CheckMixture(ImmutableSortedDictionary<string, FormationEntry> formation, DynoSizes sizes)
    {
        var running = formation.Where(static pair => pair.Value.Quantity > 0).ToList();
        foreach (var (type, entry) in running)
        {
            if (IsShared(entry.Size) && running.FirstOrDefault(other => other.Value.Size != entry.Size) is { Key: { } otherType, Value: { } other })
                throw new PaasException(PaasErrors.InvalidParams, $"Cannot mix {sizes.FindStored(entry.Size).DisplayName} dynos ({type}) with {sizes.FindStored(other.Size).DisplayName} dynos ({otherType}). Give all process types of the app the size {entry.Size}, or none.");
        }
    }

    private static bool IsShared(string size) => size is "eco" or "basic";

    /// <summary>Whether every place has a dyno of the current release that is up.</summary>
    public static bool IsConverged(DesiredFormation desired, ImmutableArray<DynoInstance> dynos) =>
        desired.Processes.All(process => dynos.Count(dyno =>
            dyno.Type == process.Type && dyno.Release == desired.Release && dyno.Phase == DynoPhase.Up) >= process.Quantity);

    /// <summary>Whether, beyond that, nothing of an earlier release is left.</summary>
    public static bool IsRolledOut(DesiredFormation desired, ImmutableArray<DynoInstance> dynos) =>
        IsConverged(desired, dynos) && dynos.All(dyno => dyno.Release == desired.Release || !dyno.IsAlive);

    /// <summary>The log line of a scaling: <c>Scaled to web@2:Standard-1X worker@0:Standard-1X</c>.</summary>
    public static string Describe(ImmutableSortedDictionary<string, FormationEntry> formation, DynoSizes sizes) =>
        $"Scaled to {string.Join(' ', formation.Select(pair => FormattableString.Invariant($"{pair.Key}@{pair.Value.Quantity}:{sizes.FindStored(pair.Value.Size).DisplayName}")))}";
}
