namespace Paas.Slugs;

/// <summary>Names in slugs: paths that cannot lead out of the app's directory.</summary>
internal static class SlugNames
{
    /// <exception cref="SlugFormatException">The name is not such a path.</exception>
    public static void Check(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && name.AsSpan().ContainsAny('\\', ':')))
            throw Refused(name);
        foreach (var part in name.AsSpan().Split('/'))
        {
            if (name.AsSpan(part) is "" or "." or "..")
                throw Refused(name);
        }
    }

    /// <summary>Name of the directory that it is in; empty for the app's own.</summary>
    public static string ParentOf(string name)
    {
        var slash = name.LastIndexOf('/');
        return slash < 0 ? "" : name[..slash];
    }

    private static SlugFormatException Refused(string name) =>
        new($"The slug holds the name '{name}', which leads out of the app's directory.");
}
