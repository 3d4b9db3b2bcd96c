using System.Globalization;
using System.Text.RegularExpressions;
using Paas.Files;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>Says in a few lines why Gradle failed: what, in which file and line, and the fix.</summary>
internal static partial class GradleFailure
{
    private const int ShownLines = 6;
    private static readonly string[] _buildFiles = ["build.gradle", "build.gradle.kts", "gradle/libs.versions.toml"];

    /// <param name="output">What Gradle printed.</param>
    /// <param name="app">The app as it was built.</param>
    /// <param name="gradle">The Gradle of the build.</param>
    /// <param name="jdk">The JDK of the build.</param>
    /// <param name="exitCode">Exit code of Gradle.</param>
    public static string Explain(GradleOutput output, ConfinedDirectory app, JvmTool gradle, Jdk jdk, int exitCode)
    {
        string Relative(string line) => line.Replace(app.Root + "/", "", StringComparison.Ordinal).Replace("/app/", "", StringComparison.Ordinal);
        var failure = output.Failure.Select(Relative).ToList();
        if (output.Task == "none")
        {
            return "Nothing says how to build this app: it has no task 'stage', and no plugin whose task is known (application, Spring Boot, Micronaut, Quarkus, Ratpack).\n"
                + "Add one to build.gradle, such as: task stage(dependsOn: ['build'])\nOr name the task with the config var GRADLE_TASK.";
        }

        return Compiler([.. output.Errors.Select(Relative)]) ?? JavaVersion(failure, output.Errors, gradle, jdk) ?? Wrapper(failure, gradle)
            ?? Missing(failure, app) ?? Failed(failure, exitCode);
    }

    public static bool IsCompilerError(string line) => JavaError().IsMatch(line) || KotlinError().IsMatch(line);

    private static string? Compiler(List<string> lines)
    {
        var places = lines.Select(static (line, index) => (Match: JavaError().Match(line) is { Success: true } java ? java : KotlinError().Match(line), Index: index))
            .Where(static place => place.Match.Success).ToList();
        if (places is not [var first, ..])
            return null;

        var details = lines.Skip(first.Index + 1).TakeWhile(static line => line.StartsWith(' ')).Where(static line => line.Trim() is not ("" or "^"));
        return CompilerErrors.Text($"{first.Match.Groups["file"].Value}, line {first.Match.Groups["line"].Value}", first.Match.Groups["message"].Value, details, places.Count, "gradle classes");
    }

    private static string? JavaVersion(List<string> failure, IReadOnlyList<string> errors, JvmTool gradle, Jdk jdk)
    {
        if (CompilerRelease.Refused([.. failure, .. errors]) is { } release)
            return $"The build compiles for Java {release}, and OpenJDK {jdk.Version}, which it uses, cannot do that. Write 'java.runtime.version={release}' into {SystemProperties.FileName}, or lower the toolchain's languageVersion (sourceCompatibility, targetCompatibility) in build.gradle.";
        return failure.Any(static line => TooOld().IsMatch(line))
            ? $"Gradle {gradle.Version} is too old for OpenJDK {jdk.Version}. Raise it ('gradle wrapper --gradle-version …', see docs.gradle.org/current/userguide/compatibility.html), or lower java.runtime.version in {SystemProperties.FileName}."
            : null;
    }

    private static string? Wrapper(List<string> failure, JvmTool gradle) =>
        gradle.IsWrapper && failure.Any(static line => WrapperProblem().IsMatch(line))
            ? string.Join('\n',
            [
                "gradlew could not get Gradle itself:",
                .. failure.Where(static line => WrapperProblem().IsMatch(line)).Take(1).Select(static line => "  " + line.Trim()),
                $"Where builds do not reach its address, set distributionUrl in {GradleTool.WrapperProperties} to a mirror, or remove gradlew to use the platform's Gradle.",
            ])
            : null;

    private static string? Missing(List<string> failure, ConfinedDirectory app)
    {
        var index = failure.FindIndex(static line => Unresolved().IsMatch(line));
        if (index < 0)
            return null;

        var artifact = Unresolved().Match(failure[index]).Groups["artifact"].Value.TrimEnd('.');
        var why = failure.Skip(index + 1).TakeWhile(static line => line.StartsWith(' ')).Where(static line => line.TrimStart().StartsWith('>')).Select(static line => "  " + line.TrimStart(' ', '>'));
        return string.Join('\n',
        [
            $"Gradle could not get {artifact}{PlaceOf(artifact, app)}.",
            .. why.Take(ShownLines),
            "Look whether that version exists in the repositories of the build. Where builds do not reach those, name a mirror: repositories { maven { url … } }, for plugins in pluginManagement of settings.gradle.",
        ]);
    }

    private static string PlaceOf(string artifact, ConfinedDirectory app)
    {
        var parts = artifact.Split(':');
        foreach (var file in _buildFiles)
        {
            var lines = (app.ReadText(file) ?? "").Split('\n');
            var index = Array.FindIndex(lines, line => line.Contains(artifact, StringComparison.Ordinal) || (parts.Length > 1 && line.Contains(parts[0], StringComparison.Ordinal) && line.Contains(parts[1], StringComparison.Ordinal)));
            if (index >= 0)
                return string.Create(CultureInfo.InvariantCulture, $" ({file}, line {index + 1})");
        }

        return "";
    }

    private static string Failed(List<string> failure, int exitCode)
    {
        var place = failure.Select(static line => Place().Match(line)).FirstOrDefault(static match => match.Success);
        var wrong = failure.IndexOf("* What went wrong:");
        var what = wrong < 0
            ? failure.Where(static line => line.Length > 0)
            : failure.Skip(wrong + 1).TakeWhile(static line => !line.StartsWith("* ", StringComparison.Ordinal)).Where(static line => line.Length > 0);
        var head = place is null
            ? string.Create(CultureInfo.InvariantCulture, $"Gradle failed with exit code {exitCode}.")
            : $"{place.Groups["file"].Value}, line {place.Groups["line"].Value}:";
        return string.Join('\n', [head, .. what.Take(ShownLines).Select(static line => "  " + line.TrimEnd())]);
    }

    [GeneratedRegex(@"^(?<file>[^\s:]+\.\w+):(?<line>\d+): error: (?<message>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex JavaError();

    [GeneratedRegex(@"^e: (file://)?(?<file>[^\s:]+\.kts?): ?\(?(?<line>\d+)[,:] ?\d+\)?:? (?<message>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex KotlinError();

    [GeneratedRegex(@"Unsupported class file major version|Could not determine java version from|Gradle requires JVM|incompatible Java .* and Gradle|does not support (running on )?Java", RegexOptions.ExplicitCapture)]
    private static partial Regex TooOld();

    [GeneratedRegex(@"java\.net\.\w+Exception|java\.io\.\w*Exception|javax\.net\.ssl\.\w+|Could not find or load main class org\.gradle\.wrapper|Downloading from .* failed", RegexOptions.ExplicitCapture)]
    private static partial Regex WrapperProblem();

    [GeneratedRegex(@"(Could not (find|resolve|download) (any version that matches )?|No cached version of |Plugin \[id: ')(?<artifact>(?<=\[id: ')[\w.-]+|[\w.-]+(:[\w.+-]+){1,2})", RegexOptions.ExplicitCapture)]
    private static partial Regex Unresolved();

    [GeneratedRegex(@"^(Build file|Settings file|Script) '(?<file>[^']+)' line: (?<line>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
