using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Paas.Files;

namespace Paas.Jvm;

/// <summary>
/// The file <c>system.properties</c>, by which a JVM app chooses its versions. Source: java.util.Properties.load (the
/// format), devcenter.heroku.com/articles/java-support (the keys).
/// </summary>
internal sealed record SystemProperties(ImmutableDictionary<string, string> Values, ImmutableDictionary<string, int> Lines)
{
    public const string FileName = "system.properties";

    public static SystemProperties Read(ConfinedDirectory app) => Parse(app.ReadText(FileName) ?? "");

    public static SystemProperties Parse(string text)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var lines = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var physical = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < physical.Length; i++)
        {
            var number = i + 1;
            var line = physical[i].TrimStart();
            if (line.Length == 0 || line[0] is '#' or '!')
                continue;
            while (EndsWithContinuation(line))
                line = line[..^1] + (++i < physical.Length ? physical[i].TrimStart() : "");

            var end = KeyLength(line);
            var key = Unescape(line.AsSpan(0, end));
            var rest = line.AsSpan(end).TrimStart();
            if (rest.Length > 0 && rest[0] is '=' or ':')
                rest = rest[1..].TrimStart();
            values[key] = Unescape(rest).Trim();
            lines[key] = number;
        }

        return new SystemProperties(values.ToImmutable(), lines.ToImmutable());
    }

    /// <summary>The value of a key; null when it is absent or empty.</summary>
    public string? Find(string key) => Values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Where a key stands, for messages: <c>system.properties, line 2,</c>.</summary>
    public string PlaceOf(string key) => string.Create(CultureInfo.InvariantCulture, $"{FileName}, line {Lines[key]},");

    private static bool EndsWithContinuation(string line) => (line.Length - line.TrimEnd('\\').Length) % 2 == 1;

    private static int KeyLength(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] is '=' or ':' || char.IsWhiteSpace(line[i]))
                return i;
        }

        return line.Length;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();

        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i == text.Length)
            {
                if (i < text.Length)
                    plain.Append(text[i]);
                continue;
            }

            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 4;
            }
            else
            {
                plain.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var other => other });
            }
        }

        return plain.ToString();
    }
}
