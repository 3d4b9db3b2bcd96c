using System.Collections.Immutable;
using Paas.Toolchains;

namespace Paas.Ruby;

/// <summary>
/// A requirement of RubyGems: <c>3.1.2</c>, <c>~&gt; 3.1</c>, <c>&gt;= 3.0, &lt; 4</c>; all parts must hold. Source:
/// guides.rubygems.org/patterns (pessimistic version constraint).
/// </summary>
internal sealed record GemRequirement(string Text, ImmutableArray<(string Sign, ToolchainVersion Version)> Parts)
{
    private static readonly string[] _signs = ["~>", ">=", "<=", "!=", ">", "<", "="];

    /// <summary>Null when the text is not a requirement.</summary>
    public static GemRequirement? Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string, ToolchainVersion)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = _signs.FirstOrDefault(candidate => part.StartsWith(candidate, StringComparison.Ordinal)) ?? "";
            var version = part[sign.Length..].Trim();
            if (version.Length == 0 || !char.IsAsciiDigit(version[0]) || !version.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'))
                return null;
            parts.Add((sign.Length == 0 ? "=" : sign, ToolchainVersion.Parse(version)));
        }

        return parts.Count == 0 ? null : new GemRequirement(text, parts.ToImmutable());
    }

    public bool Accepts(string version)
    {
        var one = ToolchainVersion.Parse(version);
        return Parts.All(part => Holds(part.Sign, one, part.Version));
    }

    private static bool Holds(string sign, ToolchainVersion version, ToolchainVersion bound) => sign switch
    {
        ">=" => version.CompareTo(bound) >= 0,
        ">" => version.CompareTo(bound) > 0,
        "<=" => version.CompareTo(bound) <= 0,
        "<" => version.CompareTo(bound) < 0,
        "!=" => version.CompareTo(bound) != 0,
        "~>" => version.CompareTo(bound) >= 0 && version.Numbers.Take(bound.Numbers.Length - 1).SequenceEqual(bound.Numbers.Take(bound.Numbers.Length - 1)),
        _ => version.CompareTo(bound) == 0,
    };
}
