using System.Collections.Immutable;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Scala;

/// <summary>The program that starts sbt. Any does for any version: it gets the sbt that project/build.properties names.</summary>
/// <param name="Command">Command line without tasks.</param>
/// <param name="Description">Where it is from, for people.</param>
internal sealed record SbtProgram(string Command, string Description)
{
    /// <summary>Scripts that apps commit: sbt-extras goes by both names.</summary>
    private static readonly string[] _scripts = ["sbtx", "sbt", "bin/sbt", "sbt/bin/sbt"];

    private static readonly string[] _jarDirectories = ["", "project/", "bin/", "sbt/", "lib/"];

    /// <summary>First what the app has itself, then the machine's, then one of a source. Exactly one of the two results is not null.</summary>
    public static async ValueTask<(SbtProgram? Program, string? Error)> FindAsync(
        BuildContext context, ConfinedDirectory app, string version, ToolchainFinder finder, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (_scripts.FirstOrDefault(app.FileExists) is { } script)
            return (new SbtProgram($"bash ./{script}", $"{script} of the app"), null);

        string[] jars = ["sbt-launch.jar", $"sbt-launch-{version}.jar"];
        if ((from directory in _jarDirectories from jar in jars select directory + jar).FirstOrDefault(app.FileExists) is { } own)
            return (new SbtProgram($"java $SBT_OPTS -jar {own}", $"{own} of the app"), null);

        // Where Heroku's own buildpack keeps the launcher between builds.
        var kept = $"sbt-launcher/sbt-launch-{version}.jar";
        if (new ConfinedDirectory(context.CacheDirectory).FileExists(kept))
            return (new SbtProgram($"java $SBT_OPTS -jar {ShellText.Quote(Path.Combine(context.CacheDirectory, kept))}", "the launcher of the build cache"), null);

        var request = new ToolchainRequest("sbt", "sbt")
        {
            Range = version,
            AskedBy = SbtVersion.FileName,
            Accepts = there => there == version,
            Probe = $"""
                for sbt in "$(command -v sbt)" "$(command -v sbtx)" /usr/share/sbt/bin/sbt /usr/local/sbt/bin/sbt /opt/sbt/bin/sbt; do
                  if [ -x "$sbt" ]; then printf '%s %s\n' {ShellText.Quote(version)} "$(dirname "$sbt")"; fi
                done
                """,
            Directory = Path.Combine(context.CacheDirectory, "toolchains", "sbt"),
            Advice = "www.scala-sbt.org/download; or commit its launcher as project/sbt-launch.jar, or the script sbtx of sbt-extras",
        };
        var (toolchain, error) = await finder.FindAsync(context, request, environment, cancellationToken);
        if (toolchain is null)
            return (null, error);

        // The script of sbt 2 starts a native client and a server that would outlive the build; its launcher does neither.
        var program = ShellText.Quote($"{toolchain.Bin}/sbt");
        var runner = $"\"$([ -x {program} ] && echo {program} || echo {program}x)\"";
        var launcher = $"\"$(dirname \"$(readlink -f {program})\")/sbt-launch.jar\"";
        var command = ToolchainVersion.Parse(version).Numbers[0] >= 2 ? $"sbt() {{ if [ -f {launcher} ]; then java $SBT_OPTS -jar {launcher} \"$@\"; else {runner} \"$@\"; fi; }}; sbt" : runner;
        return (new SbtProgram(command, toolchain.Directory is null ? $"{toolchain.Bin} of the platform" : "downloaded"), null);
    }
}
