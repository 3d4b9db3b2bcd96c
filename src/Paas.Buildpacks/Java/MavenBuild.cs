using System.Collections.Immutable;
using Paas.Caching;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Java;

/// <summary>One build of a Java app with Maven.</summary>
internal sealed class MavenBuild(BuildContext context, ConfinedDirectory app, ToolchainFinder finder)
{
    private const string ListGoal = "dependency:list";
    private const string Goals = $"clean {ListGoal} install";
    private const string Options = "-DskipTests";

    private readonly BuildCache _cache = new(context.CacheDirectory, "maven");
    private ImmutableDictionary<string, string> _environment = JvmEnvironment.Create(context);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var (jdk, error) = await new JdkSetup(context, app, finder, _environment).RunAsync(cancellationToken);
        if (jdk is null)
            return BuildpackResult.Failed(error!);
        _environment = jdk.AddTo(_environment);

        (var maven, error) = await MavenTool.PrepareAsync(context, app, finder, _environment, cancellationToken);
        if (maven is null)
            return BuildpackResult.Failed(error!);

        // Maven moves into its repository only what is whole, so what a failed build got is good for the next.
        var signature = $"v1; {context.Stack}; Maven {maven.Version.Split('.')[0]}";
        if (_cache.Restore(signature) == CacheState.Outdated)
            context.Output.Step("The cache was dropped: the stack or Maven changed");
        _cache.Save(signature);

        var settings = new MavenSettings(context, app, _cache, _environment);
        try
        {
            (var settingsPath, error) = await settings.PrepareAsync(cancellationToken);
            error ??= await MavenAsync(maven, settingsPath, jdk, cancellationToken);
        }
        finally
        {
            settings.Remove();
        }

        return error is null ? await SucceedAsync(jdk, cancellationToken) : BuildpackResult.Failed(error);
    }

    private async ValueTask<string?> MavenAsync(MavenTool maven, string? settings, Jdk jdk, CancellationToken cancellationToken)
    {
        context.Output.Step("Executing Maven");
        var ownGoals = context.ConfigVars.GetValueOrDefault("MAVEN_CUSTOM_GOALS") is { Length: > 0 };
        var (exitCode, output) = await RunMavenAsync(maven, settings, ownGoals ? null : Goals, cancellationToken);
        if (exitCode != 0 && !ownGoals && output.Errors.Any(static line => line.Contains("No plugin found for prefix 'dependency'", StringComparison.Ordinal)))
        {
            context.Output.Alert($"The repository lacks Maven's dependency plugin, so nothing says what is in the slug: building without '{ListGoal}'.");
            (exitCode, output) = await RunMavenAsync(maven, settings, Goals.Replace($" {ListGoal}", "", StringComparison.Ordinal), cancellationToken);
        }

        return exitCode == 0 ? null : MavenFailure.Explain(output.Errors, [app.Root, "/app"], app.ReadText("pom.xml"), jdk, exitCode);
    }

    private async ValueTask<(int ExitCode, MavenOutput Output)> RunMavenAsync(MavenTool maven, string? settings, string? goals, CancellationToken cancellationToken)
    {
        var repository = _cache.Open(".m2/repository");
        var ownOptions = context.ConfigVars.GetValueOrDefault("MAVEN_CUSTOM_OPTS") is { Length: > 0 };
        context.Output.Detail($"$ {Path.GetFileName(maven.Command)} {(ownOptions ? "$MAVEN_CUSTOM_OPTS" : Options)} {goals ?? context.ConfigVars["MAVEN_CUSTOM_GOALS"]}");

        // The options of the app are words, as on Heroku; nothing else in them means anything to the shell. That an
        // artifact could not be had is remembered for a day by a file beside it: builds try again.
        var environment = _environment
            .SetItem("MAVEN_OPTS", $"{context.ConfigVars.GetValueOrDefault("MAVEN_JAVA_OPTS", "-Xmx1024m")} {context.ConfigVars.GetValueOrDefault("MAVEN_OPTS")}".TrimEnd())
            .SetItem("MAVEN_USER_HOME", _cache.Open(".m2"));
        var line = string.Join(' ',
        [
            "set -f;",
            $"find {ShellText.Quote(repository)} -name '*.lastUpdated' -type f -delete;",
            maven.Command == "./mvnw" ? "chmod +x mvnw;" : "",
            "MAVEN_OPTS=\"$MAVEN_OPTS -Duser.home=$HOME\"",
            $"{ShellText.Quote(maven.Command)} -B -Dmaven.repo.local={ShellText.Quote(repository)} -DoutputFile=target/{MavenDependencies.FileName}",
            settings is null ? "" : $"-s {ShellText.Quote(settings)}",
            ownOptions ? "$MAVEN_CUSTOM_OPTS" : Options,
            goals ?? "$MAVEN_CUSTOM_GOALS",
        ]);
        var output = new MavenOutput(context.Output.Detail);
        var exitCode = await context.RunAsync(new BuildCommand(line) { Environment = environment, OnOutput = output.Line }, cancellationToken);
        return (exitCode, output);
    }

    private async ValueTask<BuildpackResult> SucceedAsync(Jdk jdk, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await context.RunAsync(
            new BuildCommand($"find . -name {MavenDependencies.FileName} -path '*/target/*' -type f -exec cat {{}} +") { Environment = _environment, OnOutput = lines.Add }, cancellationToken);
        var components = MavenDependencies.Parse(lines);

        JvmProfile.WriteTo(app, jdk);
        return new BuildpackResult
        {
            Components = components,
            Exports = jdk.Exports,
            DefaultProcessTypes = await DefaultProcessTypesAsync(components, cancellationToken),
        };
    }

    private async ValueTask<ImmutableSortedDictionary<string, string>> DefaultProcessTypesAsync(ImmutableArray<SoftwareComponent> components, CancellationToken cancellationToken)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var pom = app.ReadText("pom.xml") ?? "";
        var framework = JvmFramework.Find(components.Select(static component => component.Name.Split(':')[0]))
            ?? JvmFramework.All.FirstOrDefault(framework => pom.Contains($"<groupId>{framework.Group}</groupId>", StringComparison.Ordinal));
        if (framework is not null && await ProgramJar.FindAsync(context, "target", framework, _environment, cancellationToken) is { } jar)
            return none.Add("web", framework.Command(jar));

        if (app.ReadText("Procfile") is null)
            context.Output.Alert("There is no Procfile: nothing says how to start this app. Add one, such as 'web: java $JAVA_OPTS -cp target/classes:target/dependency/* com.example.Main'.");
        return none;
    }
}
