using System.Globalization;
using System.Text.Json;
using Paas;

namespace ConsoleHost;

/// <summary>Shows what is in a slug.</summary>
internal static class SlugScreen
{
    private const int MaxLines = 20;

    public static void Show(SlugDetails details)
    {
        var slug = details.Slug;
        Screen.Line($"Slug of v{details.Version}  {slug.Digest}");
        Screen.Line($"{slug.Language} on {slug.Stack}, commit {slug.Commit ?? "unknown"}");
        Screen.Line($"Compressed {Size(slug.Size)}, unpacked {Size(slug.UnpackedSize ?? 0)} in {details.Files.Length} entries, added {Size(slug.StoredSize ?? slug.Size)} to the store");
        foreach (var (type, command) in slug.ProcessTypes)
            Screen.Line($"  {type}: {command}");
        Screen.Line("Largest directories");
        foreach (var directory in details.LargestDirectories.Take(MaxLines))
            Screen.Line($"  {Size(directory.Size),9}  {directory.Path}");
        Screen.Line("Files");
        foreach (var file in details.Files.OrderByDescending(static file => file.Size).Take(MaxLines).OrderBy(static file => file.Path, StringComparer.Ordinal))
            Screen.Line($"  {file.Mode} {Size(file.Size),9}  {file.Path}{(file.LinkTarget is { } target ? " -> " + target : "")}");
        if (details.Files.Length > MaxLines)
            Screen.Line($"  … the {MaxLines} largest of {details.Files.Length}");
        if (details.Changes is { } changes)
        {
            Screen.Line($"Since v{changes.Since}: {changes.Added.Length} added, {changes.Changed.Length} changed, {changes.Removed.Length} removed");
            foreach (var line in changes.Changed.Select(static path => "M " + path).Concat(changes.Added.Select(static path => "A " + path)).Concat(changes.Removed.Select(static path => "D " + path)).Take(MaxLines))
                Screen.Line("  " + line);
        }

        if (details.BillOfMaterials is { } bill)
            ShowBill(bill);
    }

    private static void ShowBill(string bill)
    {
        using var json = JsonDocument.Parse(bill);
        var components = json.RootElement.GetProperty("components").EnumerateArray().Select(static component => component.GetProperty("purl").GetString()).ToList();
        Screen.Line($"Bill of materials: {components.Count} components");
        foreach (var component in components.Take(MaxLines))
            Screen.Line($"  {component}");
    }

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB");
}
