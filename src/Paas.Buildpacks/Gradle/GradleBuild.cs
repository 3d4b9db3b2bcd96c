using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paas.Caching;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Gradle;

/// <summary>One build of an app with Gradle.</summary>
internal sealed partial class GradleBuild(BuildContext context, ConfinedDirectory app, ToolchainFinder finder)
{
    private const string InitScript = "paas.gradle";

    private readonly BuildCache _cache = new(context.CacheDirectory, "gradle");
    private ImmutableDictionary<string, string> _environment = JvmEnvironment.Create(context);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var (jdk, error) = await new JdkSetup(context, app, finder, _environment).RunAsync(cancellationToken);
        if (jdk is null)
            return BuildpackResult.Failed(error!);
        _environment = jdk.AddTo(_environment);

        (var gradle, error) = await GradleTool.PrepareAsync(context, app, finder, _environment, cancellationToken);
        if (gradle is null)
            return BuildpackResult.Failed(error!);

        // What is in Gradle's home is whole or not there, so what a failed build got is good for the next.
        var signature = $"v1; {context.Stack}; Gradle {gradle.Version}";
        if (_cache.Restore(signature) == CacheState.Outdated)
            context.Output.Step("The cache was dropped: the stack or Gradle changed");
        _cache.Save(signature);

        var (exitCode, output) = await GradleAsync(gradle, cancellationToken);
        return exitCode == 0
            ? await SucceedAsync(output, jdk, cancellationToken)
            : BuildpackResult.Failed(GradleFailure.Explain(output, app, gradle, jdk, exitCode));
    }

    private async ValueTask<(int ExitCode, GradleOutput Output)> GradleAsync(GradleTool gradle, CancellationToken cancellationToken)
    {
        var own = context.ConfigVars.GetValueOrDefault("GRADLE_TASK") is { Length: > 0 } task ? task : null;
        context.Output.Step("Building Gradle app");
        if (own is not null)
            context.Output.Detail($"$ {Path.GetFileName(gradle.Command)} {own}");

        var home = _cache.Open("home");
        var proxies = await JvmProxies.ReadAsync(context, _environment, cancellationToken);
        new ConfinedDirectory(home).WriteText("gradle.properties", GradleProperties.Create(proxies));
        var scripts = _cache.Open("scripts");
        new ConfinedDirectory(scripts).WriteText(InitScript, GradleInit.Script);

        // The task of the app is words, as on Heroku. No daemon: it would outlive the build, or die with its dyno.
        var line = string.Join(' ',
        [
            "set -f;",
            gradle.IsWrapper ? "chmod +x gradlew;" : "",
            "GRADLE_OPTS=\"${GRADLE_OPTS:-} -Duser.home=$HOME\"",
            $"{ShellText.Quote(gradle.Command)} --no-daemon --console=plain --project-cache-dir {ShellText.Quote(_cache.Open("project"))} -I {ShellText.Quote(Path.Combine(scripts, InitScript))}",
            "-Dorg.gradle.configuration-cache=false -Dorg.gradle.unsafe.configuration-cache=false -Dorg.gradle.unsafe.isolated-projects=false",
            own is null ? GradleInit.BuildTask : "$GRADLE_TASK",
            GradleInit.ReportTask,
        ]);
        var output = new GradleOutput(context.Output.Detail);
        try
        {
            var exitCode = await context.RunAsync(new BuildCommand(line) { Environment = _environment.SetItem("GRADLE_USER_HOME", home), OnOutput = output.Line }, cancellationToken);
            return (exitCode, output);
        }
        finally
        {
            // It may hold the password of a proxy.
            new ConfinedDirectory(home).Delete("gradle.properties");
        }
    }

    private async ValueTask<BuildpackResult> SucceedAsync(GradleOutput output, Jdk jdk, CancellationToken cancellationToken)
    {
        JvmProfile.WriteTo(app, jdk);
        return new BuildpackResult
        {
            Components = app.ReadText(GradleLockfile.FileName) is { } lockfile ? GradleLockfile.Parse(lockfile) : output.Dependencies,
            Exports = jdk.Exports,
            DefaultProcessTypes = await DefaultProcessTypesAsync(output.Framework, cancellationToken),
        };
    }

    private async ValueTask<ImmutableSortedDictionary<string, string>> DefaultProcessTypesAsync(string? name, CancellationToken cancellationToken)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var framework = name switch
        {
            "spring-boot" => JvmFramework.SpringBoot,
            "quarkus" => JvmFramework.Quarkus,
            "micronaut" => JvmFramework.Micronaut,
            _ => null,
        };
        var web = framework is null
            ? await StartScriptAsync(cancellationToken)
            : await ProgramJar.FindAsync(context, framework == JvmFramework.Quarkus ? "build" : "build/libs", framework, _environment, cancellationToken) is { } jar ? framework.Command(jar) : null;
        if (web is not null)
            return none.Add("web", web);

        if (app.ReadText("Procfile") is null)
            context.Output.Alert("There is no Procfile: nothing says how to start this app. Add one, such as 'web: java $JAVA_OPTS -jar build/libs/app.jar', or use Gradle's plugin 'application'.");
        return none;
    }

    /// <summary>The script that <c>installDist</c> made, which reads JAVA_OPTS and JAVA_HOME itself; null when there is none or more than one.</summary>
    private async ValueTask<string?> StartScriptAsync(CancellationToken cancellationToken)
    {
        var scripts = new List<string>();
        await context.RunAsync(
            new BuildCommand("find . -path '*/build/install/*/bin/*' -type f ! -name '*.bat'")
            {
                Environment = _environment,
                OnOutput = line =>
                {
                    if (Script().IsMatch(line))
                        scripts.Add(line[2..]);
                },
            },
            cancellationToken);
        return scripts is [var script] ? script : null;
    }

    [GeneratedRegex(@"^\./[\w./+@=-]+$")]
    private static partial Regex Script();
}
