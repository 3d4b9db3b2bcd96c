using System.Globalization;

namespace Paas.Releases;

/// <summary>Descriptions of releases in Heroku's words. Source: devcenter.heroku.com/articles/releases.</summary>
internal static class ReleaseWording
{
    private const int MaxNames = 5;

    public static string Deploy(string? version) =>
        string.IsNullOrEmpty(version) ? "Deploy" : $"Deploy {(version.Length > 8 ? version[..8] : version)}";

    /// <summary><c>Deployed web, worker (8 characters of the version)</c>.</summary>
    public static string Images(IEnumerable<string> types, string? version) =>
        $"Deployed {string.Join(", ", types)}{(string.IsNullOrEmpty(version) ? "" : $" ({(version.Length > 8 ? version[..8] : version)})")}";

    public static string Rollback(int version) => string.Create(CultureInfo.InvariantCulture, $"Rollback to v{version}");

    public static string Retry(Release older) => string.Create(CultureInfo.InvariantCulture, $"Retry of v{older.Version}: {older.Description}");

    /// <summary><c>Set FOO, BAR config vars</c>, <c>Remove FOO config vars</c>, or both in one sentence.</summary>
    public static string Config(IReadOnlyList<string> set, IReadOnlyList<string> removed)
    {
        var text = set.Count > 0 ? $"Set {Names(set)}" : $"Remove {Names(removed)}";
        if (set.Count > 0 && removed.Count > 0)
            text += $", remove {Names(removed)}";
        return text + " config vars";
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= MaxNames
            ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more");
}
