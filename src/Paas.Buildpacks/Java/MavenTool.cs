using System.Collections.Immutable;
using Paas.Files;
using Paas.Jvm;
using Paas.Toolchains;

namespace Paas.Java;

/// <summary>The Maven of a build: the app's wrapper, else what <c>maven.version</c> of system.properties asks for, else the machine's.</summary>
internal static class MavenTool
{
    private const string Key = "maven.version";
    private const string WrapperProperties = ".mvn/wrapper/maven-wrapper.properties";

    private const string Probe = """
        mvn=$(command -v mvn) || exit 0
        home=$(dirname "$(dirname "$(readlink -f "$mvn")")")
        version=$(ls "$home"/lib/maven-core-[0-9]*.jar 2>/dev/null | sed -n 's/.*maven-core-\([0-9.]*[0-9]\)\.jar$/\1/p' | head -1)
        [ -n "$version" ] || version=$(mvn -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][^ ]*\).*/\1/p' | sed 's/[^0-9a-zA-Z.-]//g;s/m$//')
        printf '%s %s\n' "$version" "$(dirname "$mvn")"
        """;

    /// <summary>Exactly one of the two results is not null.</summary>
    public static async ValueTask<(JvmTool? Maven, string? Error)> PrepareAsync(
        BuildContext context, ConfinedDirectory app, ToolchainFinder finder, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var properties = SystemProperties.Read(app);
        var asked = properties.Find(Key);
        var hasWrapper = app.FileExists("mvnw");
        if (asked is null && hasWrapper && app.FileExists(WrapperProperties))
        {
            var version = WrapperScript.Version(app, WrapperProperties, "apache-maven");
            context.Output.Step($"Using the Maven wrapper{(version is null ? "" : $" (Maven {version})")}");
            return WrapperScript.Problem(app, "mvnw") is { } problem ? (null, problem) : (new JvmTool("Maven", "./mvnw", version ?? ""), null);
        }

        if (asked is not null && !asked.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'))
            return (null, $"{properties.PlaceOf(Key)} asks for Maven '{asked}', which is not a version. Write one such as '{Key}=3.9.6', or remove the line.");
        if (asked is null && hasWrapper)
            context.Output.Alert($"mvnw is not used, because {WrapperProperties} is missing. Commit the directory .mvn with it, or remove mvnw.");

        var (toolchain, error) = await finder.FindAsync(
            context,
            new ToolchainRequest("maven", "Maven")
            {
                Range = asked ?? "of any version",
                AskedBy = asked is null ? null : properties.PlaceOf(Key).TrimEnd(','),
                Accepts = version => asked is null || version == asked || version.StartsWith(asked + ".", StringComparison.Ordinal),
                Probe = Probe,
                Directory = Path.Combine(context.CacheDirectory, "maven-distribution"),
                Advice = "Debian: apt-get install maven; or commit the Maven wrapper, which brings its own: mvn wrapper:wrapper",
            },
            environment, cancellationToken);
        if (toolchain is null)
            return (null, error);

        context.Output.Step($"Using Maven {toolchain.Version}{(asked is null ? "" : $" ({properties.PlaceOf(Key)} asks for {asked})")}");
        return (new JvmTool("Maven", $"{toolchain.Bin}/mvn", toolchain.Version), null);
    }
}
