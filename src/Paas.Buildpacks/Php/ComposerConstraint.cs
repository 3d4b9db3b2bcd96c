using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paas.Toolchains;

namespace Paas.Php;

/// <summary>A version constraint of Composer: alternatives of ranges that must all hold. Source: getcomposer.org/doc/articles/versions.md.</summary>
internal sealed partial record ComposerConstraint(ImmutableArray<ImmutableArray<(string Sign, ToolchainVersion Bound)>> Alternatives)
{
    /// <summary>Null when the text is not a constraint on numbers.</summary>
    public static ComposerConstraint? Parse(string text)
    {
        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<(string, ToolchainVersion)>>();
        foreach (var alternative in Alternative().Split(text.Trim()))
        {
            var ranges = ImmutableArray.CreateBuilder<(string, ToolchainVersion)>();
            if (Hyphen().Match(alternative.Trim()) is { Success: true } hyphen)
            {
                ranges.Add((">=", ToolchainVersion.Parse(hyphen.Groups[1].Value)));
                ranges.Add(Upper(hyphen.Groups[2].Value));
            }
            else
            {
                foreach (var part in Part().Split(SpaceAfterSign().Replace(alternative.Trim(), "$1")))
                {
                    if (Single().Match(part) is not { Success: true } match)
                        return null;
                    Add(ranges, match.Groups["sign"].Value, match.Groups["version"].Value, match.Groups["wildcard"].Success);
                }
            }

            alternatives.Add(ranges.ToImmutable());
        }

        return new ComposerConstraint(alternatives.ToImmutable());
    }

    public bool Accepts(string version)
    {
        var one = ToolchainVersion.Parse(version);
        return Alternatives.Any(ranges => ranges.All(range => Holds(one, range.Sign, range.Bound)));
    }

    private static void Add(ImmutableArray<(string, ToolchainVersion)>.Builder ranges, string sign, string number, bool wildcard)
    {
        if (number.Length == 0)
            return;

        var version = ToolchainVersion.Parse(number);
        var numbers = version.Numbers;
        if (wildcard && sign is "" or "=" or "==" && wildcard)
        {
            ranges.Add((">=", version));
            ranges.Add(("<", Next(numbers, numbers.Length - 1)));
            return;
        }

        switch (sign)
        {
            case "^":
                var significant = 0;
                while (significant < numbers.Length - 1 && numbers[significant] == 0)
                    significant++;
                ranges.Add((">=", version));
                ranges.Add(("<", Next(numbers, significant)));
                break;
            case "~":
                ranges.Add((">=", version));
                ranges.Add(("<", Next(numbers, Math.Max(0, numbers.Length - 2))));
                break;
            case "<>": ranges.Add(("!=", version)); break;
            case "" or "==": ranges.Add(("=", version)); break;
            default: ranges.Add((sign, version)); break;
        }
    }

    /// <summary><c>1.0 - 2.0</c> means below 2.1, <c>1.0 - 2.0.0</c> means up to 2.0.0.</summary>
    private static (string, ToolchainVersion) Upper(string text)
    {
        var version = ToolchainVersion.Parse(text);
        return version.Numbers.Length >= 3 ? ("<=", version) : ("<", Next(version.Numbers, version.Numbers.Length - 1));
    }

    private static ToolchainVersion Next(ImmutableArray<int> numbers, int position) =>
        ToolchainVersion.Parse(string.Join('.', numbers.Take(position).Append(numbers[position] + 1)));

    private static bool Holds(ToolchainVersion version, string sign, ToolchainVersion bound) => sign switch
    {
        ">=" => version.CompareTo(bound) >= 0,
        ">" => version.CompareTo(bound) > 0,
        "<=" => version.CompareTo(bound) <= 0,
        "<" => version.CompareTo(bound) < 0,
        "!=" => version.CompareTo(bound) != 0,
        _ => version.CompareTo(bound) == 0,
    };

    [GeneratedRegex(@"\s*\|\|?\s*")]
    private static partial Regex Alternative();

    [GeneratedRegex(@"^v?([0-9.]+)\s+-\s+v?([0-9.]+)$")]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"([<>=!~^])\s+")]
    private static partial Regex SpaceAfterSign();

    [GeneratedRegex(@"\s*,\s*|\s+")]
    private static partial Regex Part();

    [GeneratedRegex(@"^(?<sign>>=|<=|!=|<>|==|[<>=~^]|)(?:v?(?<version>[0-9]+(?:\.[0-9]+)*)(?<wildcard>(?:\.[*x])+)?(?:-?(?:alpha|beta|rc|dev)[0-9.]*)?|\*)(?:@\w+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Single();
}
