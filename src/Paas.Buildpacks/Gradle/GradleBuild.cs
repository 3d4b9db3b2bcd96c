using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Gradle;

/// <summary>One build of an app with Gradle.</summary>
internal sealed partial class GradleBuild(BuildContext context, ConfinedDirectory app, ToolchainFinder finder) : JvmBuild(context, app, finder, "gradle")
{
    private const string InitScript = "paas.gradle";

    private readonly GradleOutput _output = new(context.Output.Detail);

    protected override string StartAdvice => "Add one, such as 'web: java $JAVA_OPTS -jar build/libs/app.jar', or use Gradle's plugin 'application'.";

    protected override string CachedWith(JvmTool tool) => tool.Version;

    protected override ValueTask<(JvmTool? Tool, string? Error)> PrepareAsync(CancellationToken cancellationToken) =>
        GradleTool.PrepareAsync(Context, App, Finder, Environment, cancellationToken);

    protected override async ValueTask<string?> BuildAsync(JvmTool tool, Jdk jdk, CancellationToken cancellationToken)
    {
        var exitCode = await GradleAsync(tool, cancellationToken);
        return exitCode == 0 ? null : GradleFailure.Explain(_output, App, tool, jdk, exitCode);
    }

    private async ValueTask<int> GradleAsync(JvmTool gradle, CancellationToken cancellationToken)
    {
        var own = Context.ConfigVars.GetValueOrDefault("GRADLE_TASK") is { Length: > 0 } task ? task : null;
        Context.Output.Step("Building Gradle app");
        if (own is not null)
            Context.Output.Detail($"$ {Path.GetFileName(gradle.Command)} {own}");

        var home = Cache.Open("home");
        var proxies = await JvmProxies.ReadAsync(Context, Environment, cancellationToken);
        new ConfinedDirectory(home).WriteText("gradle.properties", GradleProperties.Create(proxies));
        var scripts = Cache.Open("scripts");
        new ConfinedDirectory(scripts).WriteText(InitScript, GradleInit.Script);

        // The task of the app is words, as on Heroku. No daemon: it would outlive the build, or die with its dyno.
        var line = string.Join(' ',
        [
            "set -f;",
            gradle.IsWrapper ? "chmod +x gradlew;" : "",
            "GRADLE_OPTS=\"${GRADLE_OPTS:-} -Duser.home=$HOME\"",
            $"{ShellText.Quote(gradle.Command)} --no-daemon --console=plain --project-cache-dir {ShellText.Quote(Cache.Open("project"))} -I {ShellText.Quote(Path.Combine(scripts, InitScript))}",
            "-Dorg.gradle.configuration-cache=false -Dorg.gradle.unsafe.configuration-cache=false -Dorg.gradle.unsafe.isolated-projects=false",
            own is null ? GradleInit.BuildTask : "$GRADLE_TASK",
            GradleInit.ReportTask,
        ]);
        try
        {
            return await Context.RunAsync(new BuildCommand(line) { Environment = Environment.SetItem("GRADLE_USER_HOME", home), OnOutput = _output.Line }, cancellationToken);
        }
        finally
        {
            // It may hold the password of a proxy.
            new ConfinedDirectory(home).Delete("gradle.properties");
        }
    }

    protected override ValueTask<ImmutableArray<SoftwareComponent>> ComponentsAsync(CancellationToken cancellationToken) =>
        new(App.ReadText(GradleLockfile.FileName) is { } lockfile ? GradleLockfile.Parse(lockfile) : _output.Dependencies);

    protected override ValueTask<string?> WebAsync(ImmutableArray<SoftwareComponent> components, CancellationToken cancellationToken) => _output.Framework switch
    {
        "spring-boot" => StartsAsync(JvmFramework.SpringBoot, "build/libs", cancellationToken),
        "quarkus" => StartsAsync(JvmFramework.Quarkus, "build", cancellationToken),
        "micronaut" => StartsAsync(JvmFramework.Micronaut, "build/libs", cancellationToken),
        _ => StartScriptAsync(cancellationToken),
    };

    /// <summary>
    /// The script that <c>installDist</c> made, which reads JAVA_OPTS and JAVA_HOME itself, unless there are several; else
    /// Webapp Runner with the archive of a web app.
    /// </summary>
    private async ValueTask<string?> StartScriptAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await Context.RunAsync(
            new BuildCommand("find . -path '*/build/install/*/bin/*' -type f ! -name '*.bat' -o -path './build/*' -name 'webapp-runner-*.jar' -type f -o -path './build/libs/*.war' -type f")
            {
                Environment = Environment,
                OnOutput = line =>
                {
                    if (PlainPath().IsMatch(line))
                        found.Add(line[2..]);
                },
            },
            cancellationToken);
        if (found.Where(static path => path.Contains("build/install/", StringComparison.Ordinal) && !path.EndsWith(".jar", StringComparison.Ordinal)).ToArray() is [var script])
            return script;
        return found.Find(static path => path.EndsWith(".jar", StringComparison.Ordinal)) is { } runner && found.Exists(static path => path.EndsWith(".war", StringComparison.Ordinal))
            ? $"cd build; java $JAVA_OPTS -jar ./{runner["build/".Length..]} --expand-war --port $PORT libs/*.war"
            : null;
    }

    [GeneratedRegex(@"^\./[\w./+@=-]+$")]
    private static partial Regex PlainPath();
}
