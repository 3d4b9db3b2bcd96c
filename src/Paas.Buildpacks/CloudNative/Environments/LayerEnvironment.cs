using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.CloudNative;

/// <summary>
/// What a layer does to the environment. Source: buildpacks/spec, buildpack.md, "Environment": "Layer Paths",
/// "Environment Variable Modification Rules".
/// </summary>
internal static partial class LayerEnvironment
{
    private const string PathDelimiter = ":";

    private static readonly (string Directory, string[] Variables)[] _buildPaths =
        [("bin", ["PATH"]), ("lib", ["LD_LIBRARY_PATH", "LIBRARY_PATH"]), ("include", ["CPATH"]), ("pkgconfig", ["PKG_CONFIG_PATH"])];

    private static readonly (string Directory, string[] Variables)[] _launchPaths = [("bin", ["PATH"]), ("lib", ["LD_LIBRARY_PATH"])];

    /// <summary>Variables that hold search paths of a build: what the developer says goes before what layers say.</summary>
    public static IEnumerable<string> PathVariables => _buildPaths.SelectMany(static path => path.Variables);

    /// <summary>The changes for the buildpacks that build after a layer with <c>build = true</c> was made.</summary>
    /// <param name="layer">Its directory.</param>
    /// <param name="seenAs">The path under which programs see it.</param>
    /// <param name="api">What its buildpack is written for.</param>
    public static IEnumerable<EnvironmentChange> OfBuild(ConfinedDirectory layer, string seenAs, BuildpackApi api) =>
        [.. Paths(layer, seenAs, _buildPaths), .. Files(layer, "env", api), .. Files(layer, "env.build", api)];

    /// <summary>The search paths that a layer with <c>launch = true</c> gives dynos.</summary>
    public static IEnumerable<EnvironmentChange> PathsOfLaunch(ConfinedDirectory layer, string seenAs) => Paths(layer, seenAs, _launchPaths);

    /// <summary>The variables that it gives dynos, those of one process type included.</summary>
    public static IEnumerable<EnvironmentChange> FilesOfLaunch(ConfinedDirectory layer, BuildpackApi api)
    {
        var types = layer.DirectoriesIn("env.launch");
        return [.. Files(layer, "env", api), .. Files(layer, "env.launch", api), .. types.SelectMany(type => Files(layer, $"env.launch/{type}", api).Select(change => change with { ProcessType = type }))];
    }

    private static IEnumerable<EnvironmentChange> Paths(ConfinedDirectory layer, string seenAs, (string Directory, string[] Variables)[] paths) =>
        paths.Where(path => layer.DirectoryExists(path.Directory)).SelectMany(path => path.Variables.Select(variable =>
            new EnvironmentChange(variable, EnvironmentAction.Prepend, $"{seenAs}/{path.Directory}", PathDelimiter)));

    private static IEnumerable<EnvironmentChange> Files(ConfinedDirectory layer, string directory, BuildpackApi api)
    {
        foreach (var file in layer.FilesIn(directory))
        {
            var dot = file.IndexOf('.', StringComparison.Ordinal);
            var name = dot < 0 ? file : file[..dot];
            if (!Name().IsMatch(name) || layer.ReadText($"{directory}/{file}") is not { } value || value.Contains('\0'))
                continue;
            var delimiter = layer.ReadText($"{directory}/{name}.delim");
            var change = (dot < 0 ? "" : file[(dot + 1)..]) switch
            {
                "override" => new EnvironmentChange(name, EnvironmentAction.Override, value),
                "default" => new EnvironmentChange(name, EnvironmentAction.Default, value),
                "append" => new EnvironmentChange(name, EnvironmentAction.Append, value, delimiter ?? ""),
                "prepend" => new EnvironmentChange(name, EnvironmentAction.Prepend, value, delimiter ?? ""),
                // Up to API 0.4 a file without suffix was a search path.
                "" when !api.AtLeast(5) => new EnvironmentChange(name, EnvironmentAction.Prepend, value, delimiter ?? PathDelimiter),
                "" => new EnvironmentChange(name, EnvironmentAction.Override, value),
                _ => null,
            };
            if (change is not null)
                yield return change;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Name();
}
