using System.Collections.Immutable;

namespace Paas.Apps;

/// <summary>Switches features of an app.</summary>
internal static class AppFeatures
{
    /// <summary>The features that are on after a change, by name.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: one of them is not known.</exception>
    public static ImmutableArray<string> Apply(ImmutableArray<string> features, ImmutableDictionary<string, bool>? change)
    {
        var on = new SortedSet<string>(features.IsDefault ? [] : features, StringComparer.Ordinal);
        foreach (var (name, enabled) in change ?? [])
        {
            if (!AppFeature.All.Contains(name))
                throw new PaasException(PaasErrors.InvalidParams, $"No such feature: '{(name.Length > 60 ? name[..60] + "..." : name)}'. There are: {string.Join(", ", AppFeature.All)}.");
            if (enabled)
                on.Add(name);
            else
                on.Remove(name);
        }

        return [.. on];
    }

    /// <summary>Log lines that tell the difference.</summary>
    public static IEnumerable<string> Describe(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var old = before.IsDefault ? [] : before;
        return after.Except(old).Select(static name => $"Enable feature {name}")
            .Concat(old.Except(after).Select(static name => $"Disable feature {name}"));
    }
}
