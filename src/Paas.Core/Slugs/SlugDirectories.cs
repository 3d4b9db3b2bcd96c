namespace Paas.Slugs;

/// <summary>Sizes of directories.</summary>
internal static class SlugDirectories
{
    private const int MaxDepth = 3;

    /// <summary>The directories with the most bytes below them, the largest first; no deeper than three levels.</summary>
    public static IReadOnlyList<(string Name, long Size)> Largest(IReadOnlyList<SlugEntry> entries, int count)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var depth = 0;
            for (var slash = entry.Name.IndexOf('/', StringComparison.Ordinal); slash > 0 && depth < MaxDepth && entry.Size > 0; slash = entry.Name.IndexOf('/', slash + 1), depth++)
                sizes[entry.Name[..slash]] = sizes.GetValueOrDefault(entry.Name[..slash]) + entry.Size;
        }

        return [.. sizes.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(count).Select(static pair => (pair.Key, pair.Value))];
    }
}
