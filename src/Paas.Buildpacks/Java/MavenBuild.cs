using System.Collections.Immutable;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Java;

/// <summary>One build of a Java app with Maven.</summary>
internal sealed class MavenBuild(BuildContext context, ConfinedDirectory app, ToolchainFinder finder) : JvmBuild(context, app, finder, "maven")
{
    private const string ListGoal = "dependency:list";
    private const string Goals = $"clean {ListGoal} install";
    private const string Options = "-DskipTests";

    /// <summary>The time of all entries of archives, so that the same source makes the same slug; unless pom.xml says one. Source: maven.apache.org/guides/mini/guide-reproducible-builds.html.</summary>
    private const string Timestamp = "project.build.outputTimestamp";

    protected override string StartAdvice => "Add one, such as 'web: java $JAVA_OPTS -cp target/classes:target/dependency/* com.example.Main'.";

    protected override string CachedWith(JvmTool tool) => tool.Version.Split('.')[0];

    protected override ValueTask<(JvmTool? Tool, string? Error)> PrepareAsync(CancellationToken cancellationToken) =>
        MavenTool.PrepareAsync(Context, App, Finder, Environment, cancellationToken);

    protected override async ValueTask<string?> BuildAsync(JvmTool tool, Jdk jdk, CancellationToken cancellationToken)
    {
        var settings = new MavenSettings(Context, App, Cache, Environment);
        try
        {
            var (path, error) = await settings.PrepareAsync(cancellationToken);
            return error ?? await MavenAsync(tool, path, jdk, cancellationToken);
        }
        finally
        {
            settings.Remove();
        }
    }

    private async ValueTask<string?> MavenAsync(JvmTool maven, string? settings, Jdk jdk, CancellationToken cancellationToken)
    {
        Context.Output.Step("Executing Maven");
        var ownGoals = Context.ConfigVars.GetValueOrDefault("MAVEN_CUSTOM_GOALS") is { Length: > 0 };
        var (exitCode, output) = await RunMavenAsync(maven, settings, ownGoals ? null : Goals, cancellationToken);
        if (exitCode != 0 && !ownGoals && output.Errors.Any(static line => line.Contains("No plugin found for prefix 'dependency'", StringComparison.Ordinal)))
        {
            Context.Output.Alert($"The repository lacks Maven's dependency plugin, so nothing says what is in the slug: building without '{ListGoal}'.");
            (exitCode, output) = await RunMavenAsync(maven, settings, Goals.Replace($" {ListGoal}", "", StringComparison.Ordinal), cancellationToken);
        }

        return exitCode == 0 ? null : MavenFailure.Explain(output.Errors, [App.Root, "/app"], App.ReadText("pom.xml"), jdk, exitCode);
    }

    private async ValueTask<(int ExitCode, MavenOutput Output)> RunMavenAsync(JvmTool maven, string? settings, string? goals, CancellationToken cancellationToken)
    {
        var repository = Cache.Open(".m2/repository");
        var ownOptions = Context.ConfigVars.GetValueOrDefault("MAVEN_CUSTOM_OPTS") is { Length: > 0 };
        Context.Output.Detail($"$ {Path.GetFileName(maven.Command)} {(ownOptions ? "$MAVEN_CUSTOM_OPTS" : Options)} {goals ?? Context.ConfigVars["MAVEN_CUSTOM_GOALS"]}");

        // The options of the app are words, as on Heroku; nothing else in them means anything to the shell. That an
        // artifact could not be had is remembered for a day by a file beside it: builds try again.
        var environment = Environment
            .SetItem("MAVEN_OPTS", $"{Context.ConfigVars.GetValueOrDefault("MAVEN_JAVA_OPTS", "-Xmx1024m")} {Context.ConfigVars.GetValueOrDefault("MAVEN_OPTS")}".TrimEnd())
            .SetItem("MAVEN_USER_HOME", Cache.Open(".m2"));
        var line = string.Join(' ',
        [
            "set -f;",
            $"find {ShellText.Quote(repository)} -name '*.lastUpdated' -type f -delete;",
            maven.Command == "./mvnw" ? "chmod +x mvnw;" : "",
            "MAVEN_OPTS=\"$MAVEN_OPTS -Duser.home=$HOME\"",
            $"{ShellText.Quote(maven.Command)} -B -Dmaven.repo.local={ShellText.Quote(repository)} -DoutputFile=target/{MavenDependencies.FileName}",
            App.ReadText("pom.xml")?.Contains(Timestamp, StringComparison.Ordinal) == true ? "" : $"-D{Timestamp}=1980-01-01T00:00:02Z",
            settings is null ? "" : $"-s {ShellText.Quote(settings)}",
            ownOptions ? "$MAVEN_CUSTOM_OPTS" : Options,
            goals ?? "$MAVEN_CUSTOM_GOALS",
        ]);
        var output = new MavenOutput(Context.Output.Detail);
        var exitCode = await Context.RunAsync(new BuildCommand(line) { Environment = environment, OnOutput = output.Line }, cancellationToken);
        return (exitCode, output);
    }

    protected override async ValueTask<ImmutableArray<SoftwareComponent>> ComponentsAsync(CancellationToken cancellationToken)
    {
        // What the compiler notes for the next build names the directory of this one.
        var lines = new List<string>();
        await Context.RunAsync(
            new BuildCommand($"find . -name {MavenDependencies.FileName} -path '*/target/*' -type f -exec cat {{}} +; find . -path '*/target/maven-status' -prune -exec rm -rf {{}} +") { Environment = Environment, OnOutput = lines.Add }, cancellationToken);
        return MavenDependencies.Parse(lines);
    }

    protected override async ValueTask<string?> WebAsync(ImmutableArray<SoftwareComponent> components, CancellationToken cancellationToken)
    {
        var pom = App.ReadText("pom.xml") ?? "";
        var framework = JvmFramework.Find(components.Select(static component => component.Name.Split(':')[0]))
            ?? JvmFramework.All.FirstOrDefault(framework => pom.Contains($"<groupId>{framework.Group}</groupId>", StringComparison.Ordinal));
        return framework is null ? null : await StartsAsync(framework, "target", cancellationToken);
    }
}
