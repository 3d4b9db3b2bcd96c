using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Jvm;

namespace Paas.Java;

/// <summary>Says in a few lines why Maven failed: what, in which file and line, and the fix.</summary>
internal static partial class MavenFailure
{
    private const int ShownErrors = 5;

    /// <param name="errors">Lines of errors, as <see cref="MavenOutput"/> keeps them.</param>
    /// <param name="directories">Where the app was built: what paths begin with.</param>
    /// <param name="pom">Text of pom.xml, in which to find the line of a dependency.</param>
    /// <param name="jdk">The JDK of the build.</param>
    /// <param name="exitCode">Exit code of Maven.</param>
    public static string Explain(IReadOnlyList<string> errors, IReadOnlyList<string> directories, string? pom, Jdk jdk, int exitCode)
    {
        var lines = errors.Select(line => directories.Aggregate(line, static (text, directory) => text.Replace(directory + "/", "", StringComparison.Ordinal))).ToList();
        return Compiler(lines) ?? JavaVersion(lines, jdk) ?? Missing(lines, pom) ?? Model(lines) ?? Memory(lines) ?? Other(lines, exitCode);
    }

    private static string? Compiler(List<string> lines)
    {
        var places = lines.Select(static line => SourcePlace().Match(line)).Where(static match => match.Success).ToList();
        if (places is not [var first, ..])
            return null;

        var count = places.Select(static match => match.Value).Distinct().Count();
        var details = lines.Skip(lines.IndexOf(first.Value) + 1).TakeWhile(static line => line.StartsWith("  ", StringComparison.Ordinal));
        return CompilerErrors.Text(
            $"{first.Groups["file"].Value}, line {first.Groups["line"].Value}, column {first.Groups["column"].Value}", first.Groups["message"].Value, details, count, "mvn compile");
    }

    private static string? JavaVersion(List<string> lines, Jdk jdk) =>
        CompilerRelease.Refused(lines) is { } release
            ? $"pom.xml has Java {release} compiled for, and this build uses OpenJDK {jdk.Version}, which cannot do that. Write 'java.runtime.version={release}' into {SystemProperties.FileName}, or lower maven.compiler.release (source, target) in pom.xml."
            : null;

    private static string? Missing(List<string> lines, string? pom)
    {
        if (Find(lines, MissingPrefix()) is { } prefix)
            return $"Maven could not get the plugin '{prefix.Groups["prefix"].Value}:'.\n{Advice}";
        if (Find(lines, Unresolved()) is not { } match)
            return null;

        var artifact = match.Groups["artifact"].Value.TrimEnd('.');
        var line = LineOf(pom, artifact.Split(':') is [_, var name, ..] ? name : artifact);
        var why = match.Value.Split(" -> [Help", 2)[0].Trim();
        return $"Maven could not get {artifact}{(line is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (pom.xml, line {line})"))}.\n  {why}\n{Advice}";
    }

    private const string Advice =
        "Look whether that version exists. Where builds do not reach the repository, name a mirror in a settings.xml: in the root of the app, " +
        "or with the config vars MAVEN_SETTINGS_PATH or MAVEN_SETTINGS_URL.";

    private static string? Model(List<string> lines) =>
        Find(lines, ModelPlace()) is { } match
            ? $"{Find(lines, ProjectFile())?.Groups["file"].Value ?? "pom.xml"}, line {match.Groups["line"].Value}, column {match.Groups["column"].Value}: {match.Groups["message"].Value.Trim()}"
            : null;

    private static string? Memory(List<string> lines) =>
        lines.Any(static line => line.Contains("OutOfMemoryError", StringComparison.Ordinal))
            ? "Maven ran out of memory. Give it more with the config var MAVEN_JAVA_OPTS, such as -Xmx2g."
            : null;

    private static string Other(List<string> lines, int exitCode) => string.Join('\n',
    [
        string.Create(CultureInfo.InvariantCulture, $"Maven failed with exit code {exitCode}."),
        .. lines.Select(static line => line.Split(" -> [Help", 2)[0].Trim()).Where(static line => line.Length > 0 && !Epilogue().IsMatch(line)).Distinct().Take(ShownErrors).Select(static line => "  " + line),
    ]);

    private static Match? Find(List<string> lines, Regex pattern) => lines.Select(line => pattern.Match(line)).FirstOrDefault(static match => match.Success);

    private static int? LineOf(string? pom, string artifact)
    {
        var index = pom?.IndexOf($"<artifactId>{artifact}</artifactId>", StringComparison.Ordinal) ?? -1;
        return index < 0 ? null : pom.AsSpan(0, index).Count('\n') + 1;
    }

    [GeneratedRegex(@"^ ?(?<file>[^:]+\.\w+):\[(?<line>\d+),(?<column>\d+)\] (error: )?(?<message>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"No plugin found for prefix '(?<prefix>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingPrefix();

    [GeneratedRegex(@"(Could not find artifact|Could not transfer artifact|Cannot access .* and the artifact|The following artifacts could not be resolved:|Failure to find) (?<artifact>[\w.-]+(:[\w.-]+){2,4}).*", RegexOptions.ExplicitCapture)]
    private static partial Regex Unresolved();

    [GeneratedRegex(@"^\s*(Non-parseable POM [^:]+: |Malformed POM [^:]+: )?(?<message>.+?)\s*(\(position: .*)?@ (.*, )?line (?<line>\d+), column (?<column>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ModelPlace();

    [GeneratedRegex(@"^\s*The project .*\((?<file>[^()]+)\) has \d+ error", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectFile();

    [GeneratedRegex(@"^(To see the full stack trace|Re-run Maven|For more information|\[Help|After correcting the problems|mvn <args>)")]
    private static partial Regex Epilogue();
}
