namespace Paas.Shell;

/// <summary>
/// Reads <c>key value</c> lines that a probing script printed. Several questions in one script cost one build dyno;
/// lines that a login banner or a version manager adds are ignored, because they do not start with a key asked for.
/// </summary>
internal static class ShellAnswers
{
    /// <summary>The value behind <paramref name="key"/>, or null when the script printed none.</summary>
    public static string? Find(string output, string key)
    {
        foreach (var line in output.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ' ')
                return line[key.Length..].Trim() is { Length: > 0 } value ? value.ToString() : null;
        }

        return null;
    }
}
