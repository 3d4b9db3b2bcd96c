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
        Add(spec, variables);
        variables["HOME"] = home;
        variables["DYNO"] = spec.Name;
        // Where no cgroup tells it, what sizes itself would go by the machine's memory.
        if (spec.Directory is null)
            variables["PAAS_MEMORY_MB"] = (spec.Size.Memory >> 20).ToString(CultureInfo.InvariantCulture);
        if (port is { } number)
            variables["PORT"] = number.ToString(CultureInfo.InvariantCulture);
        return Entries(spec, variables);
    }

    /// <summary>The environment of a command inside of a dyno: that of the dyno, and what the spec adds.</summary>
    public static IReadOnlyList<string> CreateInside(DynoSpec spec, IReadOnlyList<string> other)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in other)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                variables[entry[..equals]] = entry[(equals + 1)..];
        }

        Add(spec, variables);
        return Entries(spec, variables);
    }

    private static void Add(DynoSpec spec, SortedDictionary<string, string> variables)
    {
        foreach (var (name, value) in spec.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
                throw new CannotStartException($"The environment has the name '{name}'; a name must not be empty or hold '='.");
            if (value.Contains('\0'))
                throw new CannotStartException($"The value of {name} holds a NUL character; no environment can carry it.");
            variables[name] = value;
        }
    }

    private static List<string> Entries(DynoSpec spec, SortedDictionary<string, string> variables)
    {
        variables.Remove("PAAS_DYNO_ID");
        var entries = new List<string>(variables.Count + 1) { Marker(spec.Id) };
        foreach (var (name, value) in variables)
            entries.Add($"{name}={value}");
        return entries;
    }
}
