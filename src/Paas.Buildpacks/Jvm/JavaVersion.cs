using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Paas.Toolchains;

namespace Paas.Jvm;

/// <summary>
/// A version of Java in any of its notations: <c>17</c>, <c>17.0.9</c>, <c>17.0.9+9</c>, <c>1.8</c>, <c>1.8.0_392</c>,
/// <c>8u392</c>. Source: openjdk.org/jeps/223 and /322.
/// </summary>
internal static partial class JavaVersion
{
    /// <summary>The numbers, with 8 in the place of 1.8; false when the text is no version.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImmutableArray<int>? numbers)
    {
        numbers = null;
        if (Notation().Match(text) is not { Success: true } match)
            return false;

        var plain = match.Groups["numbers"].Value.Replace('_', '.');
        if (plain.StartsWith("1.", StringComparison.Ordinal))
            plain = plain[2..];
        numbers = ToolchainVersion.Parse(plain.Replace("u", ".0.", StringComparison.Ordinal)).Numbers;
        return true;
    }

    /// <summary>Whether a version is one that a shorter or equal one names: <c>17.0.9</c> is a <c>17</c>.</summary>
    public static bool IsWithin(string version, ImmutableArray<int> asked) =>
        TryParse(version, out var numbers) && numbers.Value.Length >= asked.Length && numbers.Value.AsSpan()[..asked.Length].SequenceEqual(asked.AsSpan());

    public static int MajorOf(string version) => TryParse(version, out var numbers) ? numbers.Value[0] : 0;

    /// <summary>Java 8, 11, 17 and from then on each fourth.</summary>
    public static bool IsLongTerm(string version) => MajorOf(version) is 8 or 11 || (MajorOf(version) is >= 17 and var major && major % 4 == 1);

    [GeneratedRegex(@"^(?<numbers>\d{1,4}(\.\d{1,9})*(_\d{1,9}|(?<=^(1\.)?8)u\d{1,9})?)([-+][\w.+-]*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Notation();
}
