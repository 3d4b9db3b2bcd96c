using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>How a formation follows releases and requests.</summary>
internal static class FormationRules
{
    public const string DefaultSize = "standard-1x";
    public const int MaxQuantity = 100;
    private const int MaxSizeLength = 60;

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
                : new FormationEntry(isFirst && type == "web" ? 1 : 0, DefaultSize);
        }

        return next.ToImmutable();
    }

    /// <summary>Applies updates, all or none.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static ImmutableSortedDictionary<string, FormationEntry> Apply(
        ImmutableSortedDictionary<string, FormationEntry> formation, IReadOnlyList<FormationUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (!formation.TryGetValue(update.Type, out var entry))
            {
                var known = formation.IsEmpty ? "none, since nothing was deployed yet" : string.Join(", ", formation.Keys);
                throw new PaasException(PaasErrors.InvalidParams, $"Couldn't find that process type '{update.Type}' (the app has: {known}). Add it to the Procfile and deploy.");
            }

            var quantity = (long)(update.Quantity ?? entry.Quantity) + (update.Delta ?? 0);
            if (quantity is < 0 or > MaxQuantity)
                throw new PaasException(PaasErrors.InvalidParams, $"Cannot scale {update.Type} to {quantity}: a process type has 0 to {MaxQuantity} dynos.");

            var size = update.Size is null ? entry.Size : update.Size.Trim().ToLowerInvariant();
            CheckSize(size);
            formation = formation.SetItem(update.Type, new FormationEntry((int)quantity, size));
        }

        return formation;
    }

    /// <summary>Sizes are the driver's business; here they only have to be a word.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static void CheckSize(string size)
    {
        if (size.Length is 0 or > MaxSizeLength || !size.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw new PaasException(PaasErrors.InvalidParams, $"The dyno size '{(size.Length > MaxSizeLength ? size[..MaxSizeLength] + "..." : size)}' is illegal. Give one such as {DefaultSize}.");
    }

    /// <summary>The log line of a scaling: <c>Scaled to web@2:Standard-1X worker@0:Standard-1X</c>.</summary>
    public static string Describe(ImmutableSortedDictionary<string, FormationEntry> formation) =>
        $"Scaled to {string.Join(' ', formation.Select(static pair => FormattableString.Invariant($"{pair.Key}@{pair.Value.Quantity}:{Display(pair.Value.Size)}")))}";

    /// <summary><c>standard-1x</c> as people write it: <c>Standard-1X</c>.</summary>
    public static string Display(string size) =>
        string.Join('-', size.Split('-').Select(static part => part.Length == 0 ? part : char.IsAsciiDigit(part[0]) || part.Length <= 2 ? part.ToUpperInvariant() : char.ToUpperInvariant(part[0]) + part[1..]));
}
