using System.Collections.Immutable;

namespace Paas.Go;

/// <summary>What is linked into a program, as the program itself tells. Source: go.dev/ref/mod, "go version -m".</summary>
internal static class GoBinary
{
    /// <summary>The modules and the standard library in the output of <c>go version -m</c> over some programs.</summary>
    public static ImmutableArray<SoftwareComponent> Components(string output)
    {
        var components = new SortedDictionary<string, SoftwareComponent>(StringComparer.Ordinal);
        (string Path, string Version)? module = null;
        foreach (var line in output.Split('\n'))
        {
            var words = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (!line.StartsWith('\t') || words is not (["=>", var replacing, ['v', ..], ..]))
            {
                Add(module);
                module = null;
            }

            module = words switch
            {
                ["dep", var path, ['v', ..] version, ..] when line.StartsWith('\t') => (path, version),
                ["=>", var path, ['v', ..] version, ..] when line.StartsWith('\t') => (path, version),
                [[.., ':'], ['g', 'o', >= '0' and <= '9', ..] version] => ("std", version[2..]),
                _ => null,
            };
        }

        Add(module);
        return [.. components.Values];

        void Add((string Path, string Version)? found)
        {
            if (found is not var (path, version))
                return;
            var url = $"pkg:golang/{path.ToLowerInvariant()}@{Uri.EscapeDataString(version)}";
            components[url] = new SoftwareComponent(path, version, url);
        }
    }
}
