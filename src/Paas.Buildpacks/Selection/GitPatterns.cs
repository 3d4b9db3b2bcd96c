using System.Text;
using System.Text.RegularExpressions;

namespace Paas.Selection;

/// <summary>Patterns of a <c>.gitignore</c>: the last one that fits a path, or a directory above it, decides. Source: git-scm.com/docs/gitignore.</summary>
internal sealed class GitPatterns
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    private readonly List<(Regex Pattern, bool Negated)> _patterns = [];

    public GitPatterns(IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(static line => line.TrimEnd()).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var negated = line[0] == '!';
            var pattern = negated ? line[1..] : line;
            if (pattern.Trim('/').Length > 0)
                _patterns.Add((new Regex(Translate(pattern), RegexOptions.CultureInvariant, _limit), negated));
        }
    }

    /// <summary>Whether a file is meant.</summary>
    /// <param name="path">Its path below the root, with slashes.</param>
    public bool Match(string path)
    {
        var matches = false;
        foreach (var (pattern, negated) in _patterns)
        {
            if (matches == negated && pattern.IsMatch(path))
                matches = !negated;
        }

        return matches;
    }

    private static string Translate(string pattern)
    {
        var directoryOnly = pattern.EndsWith('/');
        var text = pattern.TrimEnd('/');
        // A slash in front or in between fixes the pattern to the root.
        var regex = new StringBuilder(text.Contains('/', StringComparison.Ordinal) ? "^" : "^(?:.*/)?");
        text = text.TrimStart('/');
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("**/", StringComparison.Ordinal))
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("/**", StringComparison.Ordinal) && i + 3 == text.Length)
            {
                regex.Append("/.*");
                i += 2;
            }
            else if (text[i] == '[' && text.IndexOf(']', i + 2) is > 0 and var end)
            {
                var set = text[(i + 1)..end];
                regex.Append('[').Append(set[0] is '!' or '^' ? "^" + set[1..].Replace(@"\", @"\\", StringComparison.Ordinal) : set.Replace(@"\", @"\\", StringComparison.Ordinal)).Append(']');
                i = end;
            }
            else
            {
                regex.Append(text[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '\\' when i + 1 < text.Length => Regex.Escape(text[++i].ToString()),
                    var other => Regex.Escape(other.ToString()),
                });
            }
        }

        return regex.Append(directoryOnly ? "/" : "(?:/|$)").ToString();
    }
}
