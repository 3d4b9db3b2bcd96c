namespace Paas.Git.Protocol;

/// <summary>Rules for the names of branches and tags. Source: git-check-ref-format.</summary>
internal static class RefName
{
    public const string Branches = "refs/heads/";
    public const string Tags = "refs/tags/";
    public const string Main = "refs/heads/main";
    public const string Master = "refs/heads/master";
    private const int MaxLength = 250;

    /// <summary>Whether a push to it is built.</summary>
    public static bool IsDeployed(string name) => name is Main or Master;

    /// <summary>The other one of main and master.</summary>
    public static string OtherDeployed(string name) => name == Main ? Master : Main;

    /// <summary>Name without <c>refs/heads/</c> or <c>refs/tags/</c>.</summary>
    public static string Short(string name) =>
        name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..]
        : name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..]
        : name;

    /// <summary>Why the name cannot be pushed, or null.</summary>
    public static string? Problem(string name)
    {
        if (!name.StartsWith(Branches, StringComparison.Ordinal) && !name.StartsWith(Tags, StringComparison.Ordinal))
            return "only branches and tags can be pushed";
        return name.Length <= MaxLength && IsWellFormed(name) ? null : "funny refname";
    }

    private static bool IsWellFormed(string name)
    {
        foreach (var c in name)
        {
            if (c <= ' ' || c == 0x7f || c is '~' or '^' or ':' or '?' or '*' or '[' or '\\')
                return false;
        }

        if (name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal) || name.Contains("@{", StringComparison.Ordinal))
            return false;
        foreach (var part in name.Split('/'))
        {
            if (part.Length == 0 || part[0] == '.' || part.EndsWith(".lock", StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
