namespace Paas.StaticSites;

/// <summary>A pattern of request paths: <c>*</c> is anything within a segment, <c>**</c> anything.</summary>
internal static class PathPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        while (pattern.Length > 0)
        {
            if (pattern[0] != '*')
            {
                if (path.Length == 0 || path[0] != pattern[0])
                    return false;
                pattern = pattern[1..];
                path = path[1..];
                continue;
            }

            var across = pattern.StartsWith("**");
            var rest = pattern.TrimStart('*');
            if (rest.Length == 0)
                return across || !path.Contains('/');

            for (var i = 0; i <= path.Length; i++)
            {
                if (Matches(rest, path[i..]))
                    return true;
                if (i < path.Length && path[i] == '/' && !across)
                    return false;
            }

            return false;
        }

        return path.Length == 0;
    }
}
