using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// A parsed <c>Procfile</c>: one <c>type: command</c> per line, split at the first colon; blank lines and lines that
/// start with <c>#</c> are ignored; a later line wins over an earlier one of the same type.
/// Source: devcenter.heroku.com/articles/procfile.
/// </summary>
/// <param name="ProcessTypes">Commands by process type.</param>
/// <param name="Error">Null, or what is wrong in which line; then <paramref name="ProcessTypes"/> is empty.</param>
public sealed record Procfile(ImmutableSortedDictionary<string, string> ProcessTypes, string? Error = null)
{
    private const int MaxTypeLength = 128;

    /// <summary>Reads the text of a Procfile. Line ends may be LF or CRLF.</summary>
    public static Procfile Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var types = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var rawLine in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = rawLine.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                return Broken(number, line, "has no colon; write it as 'type: command'");

            var type = line[..colon].TrimEnd();
            var command = line[(colon + 1)..].TrimStart();
            if (!IsProcessType(type))
                return Broken(number, line, $"has an illegal process type '{Shorten(type)}'; use 1 to {MaxTypeLength} letters, digits, '-' and '_'");

            if (command.Length == 0)
                return Broken(number, line, $"has no command for process type '{type}'");

            types[type] = command;
        }

        return new Procfile(types.ToImmutable());
    }

    /// <summary>Whether that can be the name of a process type: 1 to 128 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsProcessType(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxTypeLength && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    private static Procfile Broken(int number, string line, string problem) =>
        new(ImmutableSortedDictionary<string, string>.Empty, $"Procfile line {number} ('{Shorten(line)}') {problem}.");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
