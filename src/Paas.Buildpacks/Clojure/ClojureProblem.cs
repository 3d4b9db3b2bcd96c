using System.Text.RegularExpressions;
using Paas.Failures;

namespace Paas.Clojure;

/// <summary>Says what was wrong from what Leiningen or Clojure printed: the place in the source, and the fix where it is known.</summary>
internal static partial class ClojureProblem
{
    private static readonly KnownFailure[] _known =
    [
        new(Unreachable(), "Dependencies could not be had from their repositories.",
            "Check their names and versions. Other repositories are named with :repositories or :mirrors (:mvn/repos in deps.edn)."),
        new(Missing(), "A namespace is on no path of the project and in no dependency.", "Check its name, :source-paths (:paths in deps.edn) and the dependencies."),
        new(OutOfMemory(), "The build ran out of memory.", "Give Leiningen more with the config var LEIN_JVM_OPTS, such as -Xmx800m; or the compiler with :jvm-opts in the profile."),
        new(WrongJava(), "The JDK does not suit this build.", "Ask for another with a line 'java.runtime.version=…' in system.properties."),
        new(NoProfile(), "A profile is missing.", "Add it to :profiles of project.clj, or name another task with the config var LEIN_BUILD_TASK."),
    ];

    public static string Explain(string command, int exitCode, IReadOnlyList<string> output)
    {
        for (var i = 0; i < output.Count; i++)
        {
            if (Place().Match(output[i]) is not { Success: true } place)
                continue;

            var reason = place.Groups["text"].Value is { Length: > 0 } before ? before : output.Skip(i + 1).FirstOrDefault(static line => line.Trim().Length > 0 && !Place().IsMatch(line))?.Trim() ?? "";
            return $"The app does not compile:\n  {place.Groups["file"].Value}:{place.Groups["line"].Value}: {reason.TrimEnd(',', ' ')}";
        }

        return KnownFailure.Explain(_known, output) ?? KnownFailure.Unknown(command, exitCode, output.Where(static line => !StackFrame().IsMatch(line)));
    }

    // "Syntax error … compiling at (hello/web.clj:12:5)." with the reason in the next line; before Clojure 1.10
    // "… Unable to resolve symbol: x in this context, compiling:(hello/web.clj:12:5)".
    [GeneratedRegex(@"(^Syntax error.* at |(Exception:? )?(?<text>[^:]+: [^(]*?|[^:(]*), compiling:)\((?<file>[^():]+):(?<line>\d+:\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex("Could not find artifact|Could not transfer artifact|Failed to read artifact descriptor|Could not resolve dependencies|Failure to find|UnknownHostException|ArtifactNotFoundException|Unable to resolve host|Connection refused|Error building classpath", RegexOptions.CultureInvariant)]
    private static partial Regex Unreachable();

    [GeneratedRegex("Could not locate \\S+\\.class|FileNotFoundException.*on classpath", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    [GeneratedRegex("OutOfMemoryError|GC overhead limit|StackOverflowError", RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex("UnsupportedClassVersionError|Unrecognized (VM )?option", RegexOptions.CultureInvariant)]
    private static partial Regex WrongJava();

    [GeneratedRegex("No such profile|Unknown profile", RegexOptions.CultureInvariant)]
    private static partial Regex NoProfile();

    [GeneratedRegex(@"^\s+at [\w.$/]+\(", RegexOptions.CultureInvariant)]
    private static partial Regex StackFrame();
}
