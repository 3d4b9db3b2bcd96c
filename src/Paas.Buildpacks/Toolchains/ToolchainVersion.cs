using System.Collections.Immutable;
using System.Globalization;

namespace Paas.Toolchains;

/// <summary>A version of any toolchain, for ordering: numbers between dots, then a suffix that makes it a pre-release (<c>1.24rc1</c>, <c>22.0.0-rc.1</c>).</summary>
internal sealed record ToolchainVersion(string Text, ImmutableArray<int> Numbers, string Suffix) : IComparable<ToolchainVersion>
{
    public static ToolchainVersion Parse(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        var numbers = text[..end].Split('.', StringSplitOptions.RemoveEmptyEntries).Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue);
        return new ToolchainVersion(text, [.. numbers], text[end..]);
    }

    public int CompareTo(ToolchainVersion? other)
    {
        if (other is null)
            return 1;

        for (var i = 0; i < Math.Max(Numbers.Length, other.Numbers.Length); i++)
        {
            var order = (i < Numbers.Length ? Numbers[i] : 0).CompareTo(i < other.Numbers.Length ? other.Numbers[i] : 0);
            if (order != 0)
                return order;
        }

        return (Suffix.Length == 0, other.Suffix.Length == 0) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => string.CompareOrdinal(Suffix, other.Suffix),
        };
    }

    public override string ToString() => Text;
}
