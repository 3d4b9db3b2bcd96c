using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Paas.Node.Lockfiles;

/// <summary><c>yarn.lock</c>, of Yarn 1 in a format of its own and of later ones in YAML. Packages are found by what asks for them: <c>ms@^2.0.0</c>.</summary>
internal static class YarnLockfile
{
    public static Dictionary<string, LockedPackage> ReadClassic(string text)
    {
        var packages = new Dictionary<string, LockedPackage>(StringComparer.Ordinal);
        string[] keys = [];
        string? version = null, integrity = null;
        var dependencies = ImmutableArray.CreateBuilder<string>();
        var inDependencies = false;
        foreach (var raw in text.Split('\n').Append("end:"))
        {
            var line = raw.TrimEnd('\r', ' ');
            if (line.Length == 0 || line[0] == '#')
                continue;

            var words = line.TrimStart().Split(' ', 2);
            if (line[0] != ' ')
            {
                if (version is not null)
                {
                    foreach (var key in keys)
                        packages[key] = new LockedPackage(NameOf(key), version, integrity, dependencies.ToImmutable());
                }

                keys = [.. line.TrimEnd(':').Split(", ").Select(static key => key.Trim('"'))];
                (version, integrity, inDependencies) = (null, null, false);
                dependencies.Clear();
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                if (inDependencies && words.Length == 2)
                    dependencies.Add($"{words[0].Trim('"')}@{words[1].Trim('"')}");
            }
            else
            {
                inDependencies = words[0] is "dependencies:" or "optionalDependencies:";
                if (words is ["version", var value])
                    version = value.Trim('"');
                else if (words is ["integrity", var digest])
                    integrity = digest;
            }
        }

        return packages;
    }

    public static Dictionary<string, LockedPackage> ReadBerry(string text)
    {
        var packages = new Dictionary<string, LockedPackage>(StringComparer.Ordinal);
        foreach (var (keys, value) in Yaml.Read(text).Children)
        {
            if (value is not YamlMappingNode entry || Yaml.Text(entry, "resolution") is not { } resolution || Yaml.Text(entry, "version") is not { } version || resolution.Contains("@workspace:", StringComparison.Ordinal))
                continue;

            var dependencies = Yaml.Texts(entry, "dependencies").Concat(Yaml.Texts(entry, "optionalDependencies")).Select(static pair => $"{pair.Key}@{pair.Value}").ToImmutableArray();
            foreach (var key in keys.ToString().Split(", "))
                packages[key] = new LockedPackage(NameOf(resolution), version, null, dependencies);
        }

        return packages;
    }

    /// <summary>The keys of what a package.json asks for.</summary>
    public static IEnumerable<string> Keys(IReadOnlyDictionary<string, LockedPackage> packages, IEnumerable<KeyValuePair<string, string>> asked) =>
        asked.SelectMany(static pair => new[] { $"{pair.Key}@{pair.Value}", $"{pair.Key}@npm:{pair.Value}" }).Where(packages.ContainsKey);

    private static string NameOf(string key) => key[..Math.Max(key.IndexOf('@', 1), 0)] is { Length: > 0 } name ? name : key;
}
