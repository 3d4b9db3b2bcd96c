using System.Globalization;
using Paas.Dynos.Local;

namespace Paas.Docker.Containers;

/// <summary>
/// The environment of a dyno, on top of that of its image. Source: Dev Center, "Dynos": config vars override defaults, but not what the
/// platform sets.
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>Entry by which processes that run inside another dyno's container are known.</summary>
    public static string Marker(Guid dynoId) => $"PAAS_DYNO_ID={dynoId}";

    /// <param name="spec">The dyno.</param>
    /// <param name="home">Its home; null leaves that of the image.</param>
    /// <exception cref="CannotStartException">A name or value cannot be part of an environment. The daemon would say so with the value.</exception>
    public static List<string> Of(DynoSpec spec, string? home)
    {
        var variables = Checked(spec);
        variables.TryAdd("LANG", "C.UTF-8");
        if (home is not null)
            variables["HOME"] = home;
        variables["DYNO"] = spec.Name;
        if (spec.NeedsPort)
            variables["PORT"] = ContainerPort.Of(spec.Id).ToString(CultureInfo.InvariantCulture);
        return Entries(spec, variables);
    }

    /// <summary>What a command inside of another dyno has on top of that one's environment.</summary>
    public static List<string> OfInside(DynoSpec spec)
    {
        var variables = Checked(spec);
        foreach (var name in (string[])["HOME", "DYNO", "PORT"])
            variables.Remove(name);
        return Entries(spec, variables);
    }

    private static List<string> Entries(DynoSpec spec, SortedDictionary<string, string> variables) =>
        [Marker(spec.Id), .. variables.Select(static pair => $"{pair.Key}={pair.Value}")];

    private static SortedDictionary<string, string> Checked(DynoSpec spec)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
                throw new CannotStartException($"The environment has the name '{name}'; a name must not be empty or hold '='.");
            if (value.Contains('\0'))
                throw new CannotStartException($"The value of {name} holds a NUL character; no environment can carry it.");
            variables[name] = value;
        }

        variables.Remove("PAAS_DYNO_ID");
        return variables;
    }
}
