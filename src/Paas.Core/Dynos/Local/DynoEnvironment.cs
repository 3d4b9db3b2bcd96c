using System.Globalization;

namespace Paas.Dynos.Local;

/// <summary>The whole environment of a dyno. Source: Dev Center, "Dynos": config vars override defaults, but not what the platform sets.</summary>
internal static class DynoEnvironment
{
    /// <summary>Entry by which processes of a dyno are known wherever they went.</summary>
    public static string Marker(Guid dynoId) => $"PAAS_DYNO_ID={dynoId}";

    /// <exception cref="CannotStartException">A name or value cannot be part of an environment.</exception>
    public static IReadOnlyList<string> Create(DynoSpec spec, string home, int? port, string path)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8", ["PATH"] = path };
        foreach (var (name, value) in spec.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
                throw new CannotStartException($"The environment has the name '{name}'; a name must not be empty or hold '='.");
            if (value.Contains('\0'))
                throw new CannotStartException($"The value of {name} holds a NUL character; no environment can carry it.");
            variables[name] = value;
        }

        variables["HOME"] = home;
        variables["DYNO"] = spec.Name;
        if (port is { } number)
            variables["PORT"] = number.ToString(CultureInfo.InvariantCulture);
        variables.Remove("PAAS_DYNO_ID");

        var entries = new List<string>(variables.Count + 1) { Marker(spec.Id) };
        foreach (var (name, value) in variables)
            entries.Add($"{name}={value}");
        return entries;
    }
}
