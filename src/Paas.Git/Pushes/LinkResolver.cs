namespace Paas.Git.Pushes;

/// <summary>Follows the symbolic links of a commit as the kernel would, to find those that lead out of the checkout.</summary>
internal static class LinkResolver
{
    private const int MaxHops = 40; // Linux gives up after as many (ELOOP).

    // Nothing there is secret, and apps may be made for it: what the machine has installed, such as a JDK, and where dynos have the app.
    private static readonly string[] Shared = ["/usr/", "/app/"];

    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];

    public static StringComparer PathComparer { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Throws for the first link that leads outside, also by way of other links. To <c>/usr</c> and <c>/app</c> it may.</summary>
    public static void RefuseEscapes(Dictionary<string, string> links)
    {
        foreach (var (path, target) in links)
        {
            if (Escapes(path, links))
                throw new PushRefusedException($"The symbolic link '{path}' points to '{target}', outside of the repository. Point it to a path inside, or remove it.");
        }
    }

    private static bool Escapes(string link, Dictionary<string, string> links)
    {
        List<string> resolved = [];
        var pending = new Stack<string>();
        PushParts(pending, link);
        var hops = 0;
        while (pending.TryPop(out var part))
        {
            if (part == "..")
            {
                if (resolved.Count == 0)
                    return true;
                resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            resolved.Add(part);
            if (!links.TryGetValue(string.Join('/', resolved), out var target))
                continue;
            if (Path.IsPathRooted(target))
                return !IsShared(target) || pending.Contains("..");
            if (++hops > MaxHops)
                return false;
            resolved.RemoveAt(resolved.Count - 1);
            PushParts(pending, target);
        }

        return false;
    }

    private static bool IsShared(string target) =>
        !OperatingSystem.IsWindows() && Array.Exists(Shared, directory => Path.GetFullPath(target).StartsWith(directory, StringComparison.Ordinal));

    private static void PushParts(Stack<string> pending, string path)
    {
        var parts = path.Split(Separators);
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] is not ("" or "."))
                pending.Push(parts[i]);
        }
    }
}
