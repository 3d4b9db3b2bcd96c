using System.Collections.Immutable;
using Paas.Files;
using Paas.Jvm;
using Paas.Toolchains;

namespace Paas.Gradle;

/// <summary>The Gradle of a build: the app's wrapper, which Heroku demands; else the machine's or a downloaded one.</summary>
internal static class GradleTool
{
    public const string WrapperProperties = "gradle/wrapper/gradle-wrapper.properties";
    private const string WrapperJar = "gradle/wrapper/gradle-wrapper.jar";

    private const string Probe = """
        gradle=$(command -v gradle) || exit 0
        home=$(dirname "$(dirname "$(readlink -f "$gradle")")")
        version=$(ls "$home"/lib/gradle-core-[0-9]*.jar 2>/dev/null | sed -n 's/.*gradle-core-\([0-9].*\)\.jar$/\1/p' | head -1)
        [ -n "$version" ] || version=$(gradle --version 2>/dev/null | sed -n 's/^Gradle \([0-9][^ ]*\).*/\1/p')
        printf '%s %s\n' "$version" "$(dirname "$gradle")"
        """;

    /// <summary>Exactly one of the two results is not null.</summary>
    public static async ValueTask<(JvmTool? Gradle, string? Error)> PrepareAsync(
        BuildContext context, ConfinedDirectory app, ToolchainFinder finder, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var asked = WrapperScript.Version(app, WrapperProperties, "gradle");
        if (app.FileExists("gradlew"))
        {
            var problem = WrapperScript.Problem(app, "gradlew");
            if (problem is null && app.FileExists(WrapperProperties) && !app.FileExists(WrapperJar))
                problem = $"gradlew needs {WrapperJar}, which is not in the source (is *.jar in .gitignore?). Commit it: git add -f {WrapperJar}";
            if (problem is not null)
                return (null, problem);

            context.Output.Step($"Using the Gradle wrapper{(asked is null ? "" : $" (Gradle {asked})")}");
            return (new JvmTool("Gradle", "./gradlew", asked ?? ""), null);
        }

        // A version of the same series builds what the one asked for does.
        var major = asked?.Split('.')[0];
        var (toolchain, error) = await finder.FindAsync(
            context,
            new ToolchainRequest("gradle", "Gradle")
            {
                Range = major is null ? "of any version" : $"{major}.x",
                AskedBy = major is null ? null : WrapperProperties,
                Accepts = version => major is null || version.Split('.')[0] == major,
                Probe = Probe,
                Directory = Path.Combine(context.CacheDirectory, "gradle-distribution"),
                Advice = "Debian: apt-get install gradle; or commit the Gradle wrapper, which brings its own: gradle wrapper",
            },
            environment, cancellationToken);
        if (toolchain is null)
            return (null, error);

        context.Output.Step($"Using Gradle {toolchain.Version}");
        context.Output.Alert("There is no gradlew: the app is built with the platform's Gradle. Commit the wrapper ('gradle wrapper'), so that it is always built with the version that you tested.");
        return (new JvmTool("Gradle", $"{toolchain.Bin}/gradle", toolchain.Version), null);
    }
}
