using System.Collections.Immutable;
using System.Text;

namespace Paas.Config;

/// <summary>Heroku's rules for config vars. Source: devcenter.heroku.com/articles/config-vars.</summary>
internal static class ConfigRules
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Merges changes, a null value removing its name. Never puts a value into a message.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static ImmutableSortedDictionary<string, string> Merge(
        ImmutableSortedDictionary<string, string> config, IReadOnlyDictionary<string, string?> changes)
    {
        var merged = config.ToBuilder();
        foreach (var (name, value) in changes)
        {
            CheckName(name);
            if (value is null)
                merged.Remove(name);
            else if (value.Contains('\0', StringComparison.Ordinal))
                throw new PaasException(PaasErrors.InvalidParams, $"The value of config var {name} holds a NUL character, which no environment can hold.");
            else
                merged[name] = value;
        }

        var bytes = merged.Sum(static pair => (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));
        if (bytes > MaxBytes)
            throw new PaasException(PaasErrors.InvalidParams, $"The config vars would take {bytes} bytes; names and values together may take {MaxBytes}. Keep large data in a file or a service.");
        return merged.ToImmutable();
    }

    private static void CheckName(string name)
    {
        var shown = name.Length > 60 ? name[..60] + "..." : name;
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0]))
            throw new PaasException(PaasErrors.InvalidParams, $"Config var name '{shown}' is illegal: use letters, digits and '_', not beginning with a digit.");
        if (name.StartsWith("__", StringComparison.Ordinal))
            throw new PaasException(PaasErrors.InvalidParams, $"Config var name '{shown}' is illegal: it must not begin with '__'.");
    }
}
