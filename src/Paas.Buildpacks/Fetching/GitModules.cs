namespace Paas.Fetching;

/// <summary>The addresses of submodules by their paths, of a <c>.gitmodules</c>. Source: git-scm.com/docs/gitmodules, git-scm.com/docs/git-config#_syntax.</summary>
internal static class GitModules
{
    public const string File = ".gitmodules";

    public static Dictionary<string, string> Read(string text)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var (path, address) = ("", "");
        foreach (var line in text.Split('\n').Select(static line => line.Trim()))
        {
            if (line.StartsWith('['))
                (path, address) = ("", "");
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || line[0] is '#' or ';' or '[')
                continue;
            var value = line[(equals + 1)..].Trim().Trim('"');
            switch (line[..equals].TrimEnd().ToLowerInvariant())
            {
                case "path":
                    path = value.TrimEnd('/');
                    break;
                case "url":
                    address = value;
                    break;
            }

            if (path.Length > 0 && address.Length > 0)
                addresses[path] = address;
        }

        return addresses;
    }
}
