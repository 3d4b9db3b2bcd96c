using System.Globalization;
using System.Text.RegularExpressions;

namespace Paas.Api.Http;

/// <summary>
/// A <c>Range</c> header in Heroku's dialect, such as <c>version ]12..; max=15, order=desc</c>.
/// Source: devcenter.heroku.com/articles/platform-api-reference#ranges.
/// </summary>
internal sealed partial record ListRange
{
    public const int DefaultMax = 200;
    public const int MaxMax = 1_000;

    /// <summary>Property to sort by; null for the list's own.</summary>
    public string? Property { get; init; }

    public string From { get; init; } = "";

    /// <summary>The first value itself is left out, as in <c>Next-Range</c>.</summary>
    public bool IsFromExclusive { get; init; }

    public string To { get; init; } = "";

    public int Max { get; init; } = DefaultMax;

    public bool IsDescending { get; init; }

    /// <summary>Null when the text is no range. No text at all is the whole list.</summary>
    public static ListRange? Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new ListRange();
        if (Shape().Match(text) is not { Success: true } match)
            return null;

        var range = new ListRange
        {
            Property = match.Groups["property"].Value,
            IsFromExclusive = match.Groups["open"].Success,
            From = match.Groups["from"].Value,
            To = match.Groups["to"].Value,
        };
        foreach (var option in match.Groups["options"].Value.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (option.Split('=', 2, StringSplitOptions.TrimEntries))
            {
                case ["max", var text1] when int.TryParse(text1, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max is > 0 and <= MaxMax:
                    range = range with { Max = max };
                    break;
                case ["order", "asc" or "desc"]:
                    range = range with { IsDescending = option.EndsWith("desc", StringComparison.Ordinal) };
                    break;
                default:
                    return null;
            }
        }

        return range;
    }

    [GeneratedRegex(@"^\s*(?<property>[a-z_]+)(\s+(?<open>\])?(?<from>[^;.\s]*(\.[^;.\s]+)*)\.\.(?<to>[^;\s]*))?\s*(;(?<options>.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
