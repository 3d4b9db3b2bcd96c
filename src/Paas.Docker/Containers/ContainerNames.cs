namespace Paas.Docker.Containers;

/// <summary>Names of containers and labels.</summary>
internal static class ContainerNames
{
    private const int MaxPrefix = 40;
    private const int MaxName = 60;

    public static bool IsPrefix(string prefix) =>
        prefix.Length is > 0 and <= MaxPrefix && char.IsAsciiLetterOrDigit(prefix[0]) && prefix.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    /// <summary>A name that people recognise and that is unique by the run: <c>paas-web.1-{id}</c>.</summary>
    public static string Of(string prefix, DynoSpec spec)
    {
        // A process type may hold what no name of a container may.
        var name = new string([.. spec.Name.Take(MaxName).Where(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')]);
        return $"{prefix}-{name}-{spec.Id:n}";
    }

    /// <summary>Label with the id of the platform that owns a container.</summary>
    public static string PlatformLabel(string prefix) => prefix + ".platform";

    /// <summary>Label with what the driver needs to know of a container after a restart of the host.</summary>
    public static string DynoLabel(string prefix) => prefix + ".dyno";
}
