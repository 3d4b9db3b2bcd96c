using System.Collections.Immutable;
using Paas.Dynos;

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
        foreach (var type in types)
        {
            if (type == ReleaseType)
                continue;
            next[type] = formation.TryGetValue(type, out var entry)
                ? entry
                : new FormationEntry(isFirst && type == "web" ? 1 : 0, DynoSize.Default.Name);
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

            formation = formation.SetItem(update.Type, new FormationEntry((int)quantity, size.Name));
        }

        return formation;
    }

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
