using System.Text;
using System.Text.RegularExpressions;

namespace Paas.Docker.Builds;

/// <summary>
/// <c>.dockerignore</c>: patterns from the root, of which the last that matches wins; a leading <c>!</c> takes back; what lies in an
/// excluded directory is excluded. Source: docs.docker.com/build/concepts/context, ".dockerignore files".
/// </summary>
internal sealed class DockerIgnore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly List<(Regex Pattern, bool Excludes)> _rules = [];

    public static DockerIgnore Read(string directory)
    {
        var file = Path.Combine(directory, ".dockerignore");
        return Parse(File.Exists(file) ? File.ReadAllText(file) : "");
    }

    public static DockerIgnore Parse(string text)
    {
        var ignore = new DockerIgnore();
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(static line => line.Trim()))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var excludes = line[0] != '!';
            var pattern = (excludes ? line : line[1..].Trim()).Trim('/');
            if (pattern.StartsWith("./", StringComparison.Ordinal))
                pattern = pattern[2..];
            if (pattern.Length > 0)
                ignore._rules.Add((new Regex(Translate(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience), excludes));
        }

        return ignore;
    }

    /// <param name="name">Path from the root, with slashes.</param>
    public bool Excludes(string name)
    {
        // The daemon needs both to build at all.
        if (name is "Dockerfile" or ".dockerignore")
            return false;
        var excluded = false;
        foreach (var (pattern, excludes) in _rules)
        {
            if (pattern.IsMatch(name))
                excluded = excludes;
        }

        return excluded;
    }

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i += i + 2 < pattern.Length && pattern[i + 2] == '/' ? 2 : 1;
                    regex.Append(pattern[i] == '/' ? "(?:.*/)?" : ".*");
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append("(?:/.*)?$").ToString();
    }
}
