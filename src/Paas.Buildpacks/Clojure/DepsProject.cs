using System.Diagnostics.CodeAnalysis;

namespace Paas.Clojure;

/// <summary>What a build must know of a <c>deps.edn</c>: how it is built and run. Source: clojure.org/reference/deps_edn.</summary>
/// <param name="BuildArguments">Arguments of <c>clojure</c> that make a jar with everything in it; null when no alias says how.</param>
/// <param name="RunArguments">Arguments of <c>clojure</c> that start the app; null when no alias says how.</param>
internal sealed record DepsProject(string? BuildArguments, string? RunArguments)
{
    public const string FileName = "deps.edn";

    /// <summary>Aliases that people give to builds of such a jar, and to running.</summary>
    private static readonly string[] _builds = [":build", ":uberjar", ":uber", ":uberdeps", ":depstar"];

    private static readonly string[] _runs = [":run-m", ":run", ":run-x", ":serve", ":start", ":main"];

    public static bool TryParse(string text, [NotNullWhen(true)] out DepsProject? project, [NotNullWhen(false)] out string? error)
    {
        project = null;
        error = null;
        try
        {
            var aliases = ClojureReader.Read(text) switch
            {
                [] => null,
                [{ Kind: ClojureFormKind.Map } map] => map.Find(":aliases"),
                _ => throw new FormatException("it is not one map"),
            };
            project = new DepsProject(
                _builds.Select(name => Arguments(aliases?.Find(name), name, "uber")).FirstOrDefault(static arguments => arguments is not null),
                _runs.Select(name => Arguments(aliases?.Find(name), name, null)).FirstOrDefault(static arguments => arguments is not null));
            return true;
        }
        catch (FormatException e)
        {
            error = $"{FileName} cannot be read: {e.Message}.";
            return false;
        }
    }

    /// <summary>An alias says by its keys how it wants to be called: as a tool, as a function or as a main program.</summary>
    private static string? Arguments(ClojureForm? alias, string name, string? function)
    {
        if (alias is null)
            return null;
        if (alias.Find(":exec-fn") is not null)
            return alias.Find(":ns-default") is not null && function is not null ? $"-T{name} {function}" : $"-X{name}";
        if (alias.Find(":ns-default") is not null && function is not null)
            return $"-T{name} {function}";
        return alias.Find(":main-opts") is not null ? $"-M{name}" : null;
    }
}
