using System.Collections.Immutable;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Paas.Node.Lockfiles;

/// <summary><c>pnpm-lock.yaml</c>, versions 5 to 9. Source: github.com/pnpm/spec, "lockfile".</summary>
internal static partial class PnpmLockfile
{
    public static IEnumerable<LockedPackage> Read(string text, bool withDevelopment)
    {
        var root = Yaml.Read(text);
        var packages = Yaml.Map(root, "packages");
        return Yaml.Map(root, "snapshots") is { } snapshots
            ? ReadSnapshots(root, packages, snapshots, withDevelopment)
            : packages?.Children.Select(pair => ReadPackage(pair.Key.ToString(), pair.Value as YamlMappingNode, withDevelopment)).OfType<LockedPackage>() ?? [];
    }

    /// <summary>Until version 8 each package said itself whether only development needs it.</summary>
    private static LockedPackage? ReadPackage(string key, YamlMappingNode? entry, bool withDevelopment)
    {
        var match = Old().Match(key);
        if (!match.Success || entry is null || (!withDevelopment && Yaml.Text(entry, "dev") == "true"))
            return null;
        return new LockedPackage(match.Groups["name"].Value, match.Groups["version"].Value, Integrity(entry), []);
    }

    private static IEnumerable<LockedPackage> ReadSnapshots(YamlMappingNode root, YamlMappingNode? packages, YamlMappingNode snapshots, bool withDevelopment)
    {
        var all = new Dictionary<string, LockedPackage>(StringComparer.Ordinal);
        foreach (var (node, value) in snapshots.Children)
        {
            var key = node.ToString();
            var plain = key.Split('(')[0];
            var at = plain.LastIndexOf('@');
            if (at <= 0)
                continue;
            var needs = value is YamlMappingNode entry ? Yaml.Texts(entry, "dependencies").Concat(Yaml.Texts(entry, "optionalDependencies")).Select(Key).ToImmutableArray() : [];
            all[key] = new LockedPackage(plain[..at], plain[(at + 1)..], packages is not null && Yaml.Map(packages, plain) is { } package ? Integrity(package) : null, needs);
        }

        string[] groups = withDevelopment ? ["dependencies", "optionalDependencies", "devDependencies"] : ["dependencies", "optionalDependencies"];
        var roots = from importer in Yaml.Entries(Yaml.Map(root, "importers"))
                    where importer.Value is YamlMappingNode
                    from kind in groups
                    from dependency in Yaml.Entries(Yaml.Map((YamlMappingNode)importer.Value, kind))
                    where dependency.Value is YamlMappingNode
                    let version = Yaml.Text((YamlMappingNode)dependency.Value, "version")
                    where version is not null
                    select Key(new(dependency.Key.ToString(), version));
        return LockedPackage.Reach(all, roots);
    }

    /// <summary>An alias has the name of what it stands for in its version.</summary>
    private static string Key(KeyValuePair<string, string> dependency) =>
        dependency.Value.Split('(')[0].LastIndexOf('@') > 0 ? dependency.Value : $"{dependency.Key}@{dependency.Value}";

    private static string? Integrity(YamlMappingNode entry) => Yaml.Map(entry, "resolution") is { } resolution ? Yaml.Text(resolution, "integrity") : null;

    [GeneratedRegex(@"^/?(?<name>(@[^/@]+/)?[^/@]+)[/@](?<version>\d[^_(/]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Old();
}
