using System.Text.RegularExpressions;
using Paas.Failures;

namespace Paas.Scala;

/// <summary>Says what was wrong from what sbt printed: the place in the source, and the fix where it is known.</summary>
internal static partial class SbtProblem
{
    private const int MaxPlaces = 5;

    private static readonly KnownFailure[] _known =
    [
        new(NoStage(), "The build has no task 'stage', which makes the app ready to run.",
            "Add the plugin sbt-native-packager to project/plugins.sbt and 'enablePlugins(JavaAppPackaging)' to build.sbt, or name other tasks with the config var SBT_TASKS."),
        new(StaleClasses(), "Classes of an earlier build are in the way.", "Set the config var SBT_CLEAN=true for one build."),
        new(OutOfMemory(), "sbt ran out of memory.", "Give it more with the config var SBT_OPTS, such as -Xmx2g -Xss4m."),
        new(WrongJava(), "The JDK does not suit this build.", "Ask for another with a line 'java.runtime.version=…' in system.properties."),
        new(Unreachable(), "Dependencies (or sbt itself) could not be had from their repositories.",
            "Check their names and versions in build.sbt and project/plugins.sbt. Other repositories are named with 'resolvers' there, or for everything by a file and the config var SBT_OPTS=-Dsbt.override.build.repos=true -Dsbt.repository.config=project/repositories."),
    ];

    /// <param name="command">What was run, for a failure of another kind.</param>
    /// <param name="exitCode">How it ended.</param>
    /// <param name="output">What it printed.</param>
    /// <param name="app">The app's directory, which places are told relative to.</param>
    public static string Explain(string command, int exitCode, IReadOnlyList<string> output, string app)
    {
        // Heroku's order: what a compiler says of the source is the reason, whatever else was printed.
        var places = output.Select(line => Place(line, app)).OfType<string>().Distinct().Take(MaxPlaces).ToArray();
        if (places.Length > 0)
            return KnownFailure.Text("The app does not compile:", places);

        var errors = output.Where(static line => line.Contains("[error]", StringComparison.Ordinal)).Select(Plain).Where(static line => line.Length > 0).Take(MaxPlaces).ToArray();
        return KnownFailure.Explain(_known, [.. output.Select(Plain)]) ?? KnownFailure.Unknown(command, exitCode, errors.Length > 0 ? errors : output);
    }

    /// <summary><c>src/main/scala/Web.scala:12:5: not found: value x</c>, from the forms of Scala 2, Scala 3 and build definitions.</summary>
    private static string? Place(string line, string app)
    {
        if (Scala2().Match(line) is { Success: true } two)
            return $"{Relative(two.Groups["file"].Value, app)}:{two.Groups["line"].Value}: {two.Groups["text"].Value}";
        if (Scala3().Match(line) is { Success: true } three)
            return $"{Relative(three.Groups["file"].Value, app)}:{three.Groups["line"].Value}: {three.Groups["text"].Value}";
        return null;
    }

    private static string Relative(string file, string app) => file.StartsWith(app + "/", StringComparison.Ordinal) ? file[(app.Length + 1)..] : file;

    private static string Plain(string line) => line.Replace("[error]", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\[error\] (?<file>[^\s:]+\.(scala|java|sbt|twirl|html|routes|conf)|[^\s:]*/conf/routes):(?<line>\d+(:\d+)?): (error: )?(?<text>.+)", RegexOptions.CultureInvariant)]
    private static partial Regex Scala2();

    [GeneratedRegex(@"\[error\] -- (\[E\d+\] )?(?<text>[\w ]*Error): (?<file>[^\s:]+\.(scala|sbt)):(?<line>\d+(:\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex Scala3();

    [GeneratedRegex("Not a valid (key|command): (\\S*/)?stage\\b|Undefined setting.*stage", RegexOptions.CultureInvariant)]
    private static partial Regex NoStage();

    [GeneratedRegex("is already defined as (object|class|trait)", RegexOptions.CultureInvariant)]
    private static partial Regex StaleClasses();

    [GeneratedRegex("OutOfMemoryError|GC overhead limit|StackOverflowError", RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex("UnsupportedClassVersionError|requires (at least )?(Java|JDK) |bad constant pool index|is not a supported (Java|release)", RegexOptions.CultureInvariant)]
    private static partial Regex WrongJava();

    [GeneratedRegex("unresolved dependency|Error downloading|UnresolvedWarning|could not retrieve sbt|[Cc]ould not resolve dependencies|Could not find artifact|UnknownHostException|ConnectException|Server access [Ee]rror|not found: https?://|download failed", RegexOptions.CultureInvariant)]
    private static partial Regex Unreachable();
}
