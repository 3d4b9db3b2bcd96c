using System.Collections.Immutable;

namespace Paas.Python;

/// <summary>
/// A set of Python versions: PEP 440 specifiers (<c>&gt;=3.10,&lt;4</c>, <c>~=3.11</c>, <c>==3.12.*</c>) and Poetry's carets,
/// tildes and plain versions. Source: packaging.python.org/specifications/version-specifiers.
/// </summary>
internal sealed record PythonVersionRange(ImmutableArray<(PythonVersion From, PythonVersion Before)> Intervals, ImmutableArray<(PythonVersion From, PythonVersion Before)> Excluded)
{
    private static readonly PythonVersion _end = new(int.MaxValue, 0, 0);
    private static readonly string[] _operators = [">=", "<=", "==", "!=", "~=", ">", "<", "^", "~", "="];

    public static PythonVersionRange Any { get; } = new([], []);

    public bool Contains(PythonVersion version) =>
        Intervals.All(interval => In(interval, version)) && !Excluded.Any(interval => In(interval, version));

    /// <summary>The versions that a plain number names: all patches of <c>3.12</c>, one version for <c>3.12.1</c>.</summary>
    public static PythonVersionRange? Exactly(string number) => Named(number) is { } interval ? new([interval], []) : null;

    /// <summary>Null when the text is not a range.</summary>
    public static PythonVersionRange? Parse(string text)
    {
        var intervals = ImmutableArray.CreateBuilder<(PythonVersion, PythonVersion)>();
        var excluded = ImmutableArray.CreateBuilder<(PythonVersion, PythonVersion)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*")
                continue;

            var sign = _operators.FirstOrDefault(candidate => part.StartsWith(candidate, StringComparison.Ordinal)) ?? "";
            var number = part[sign.Length..].Trim();
            if (Named(number) is not { } named)
                return null;

            var parts = number.Count(static c => c == '.') + 1;
            var major = new PythonVersion(named.From.Major + 1, 0, 0);
            var minor = new PythonVersion(named.From.Major, named.From.Minor + 1, 0);
            switch (sign)
            {
                case ">=": intervals.Add((named.From, _end)); break;
                case ">": intervals.Add((parts == 3 ? named.Before : named.From with { Patch = 1 }, _end)); break;
                case "<": intervals.Add((default, named.From)); break;
                case "<=": intervals.Add((default, named.From with { Patch = named.From.Patch + 1 })); break;
                case "!=": excluded.Add(named); break;
                case "~=": intervals.Add((named.From, parts == 3 ? minor : major)); break;
                case "~": intervals.Add((named.From, parts == 1 ? major : minor)); break;
                case "^": intervals.Add((named.From, major)); break;
                default: intervals.Add(named); break;
            }
        }

        return new PythonVersionRange(intervals.ToImmutable(), excluded.ToImmutable());
    }

    private static bool In((PythonVersion From, PythonVersion Before) interval, PythonVersion version) =>
        version.CompareTo(interval.From) >= 0 && version.CompareTo(interval.Before) < 0;

    private static (PythonVersion From, PythonVersion Before)? Named(string number)
    {
        var text = number.EndsWith(".*", StringComparison.Ordinal) ? number[..^2] : number;
        if (!PythonVersion.TryParse(text, out var start))
            return null;

        return (start, text.Count(static c => c == '.') switch
        {
            0 => new PythonVersion(start.Major + 1, 0, 0),
            1 => new PythonVersion(start.Major, start.Minor + 1, 0),
            _ => start with { Patch = start.Patch + 1 },
        });
    }
}
