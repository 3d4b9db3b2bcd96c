using System.Collections.Immutable;
using Paas.Caching;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Scala;

/// <summary>One build of a Scala app.</summary>
internal sealed class ScalaBuild(BuildContext context, ConfinedDirectory app, string sbtVersion, ToolchainFinder finder)
{
    /// <summary>Prints the directories that sbt made: a package of the sources may have the name as well.</summary>
    private const string PrintTargets =
        "find . -name node_modules -prune -o -type d -name target -prune -exec sh -c 'for t; do if [ -d \"$t/streams\" ] || [ -d \"$t/universal\" ]; then printf \"%s\\n\" \"$t\"; fi; done' sh {} +";

    private readonly BuildCache _cache = new(context.CacheDirectory, "scala");
    private readonly SbtSettings _settings = SbtSettings.Read(context.ConfigVars, SystemProperties.Read(app));
    private ImmutableDictionary<string, string> _environment = JvmEnvironment.Create(context);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var (jdk, error) = await new JdkSetup(context, app, finder, _environment).RunAsync(cancellationToken);
        if (jdk is null)
            return BuildpackResult.Failed(error!);
        _environment = jdk.AddTo(_environment);

        (var sbt, error) = await SbtProgram.FindAsync(context, app, sbtVersion, finder, _environment, cancellationToken);
        if (sbt is null)
            return BuildpackResult.Failed(error!);
        context.Output.Step($"Using sbt {sbtVersion} ({sbt.Description})");
        RemoveForkRun();

        var signature = $"v1; {context.Stack}; {jdk.Version}; {sbtVersion}";
        error = await RestoreAsync(signature, cancellationToken) ?? await RunSbtAsync(sbt, cancellationToken) ?? await SaveAsync(signature, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        await CacheBound.ApplyAsync(context, _environment, cancellationToken, (_cache, "home", "sbt"), (_cache, "targets", "compiled classes"));
        var stages = await FindStagesAsync(cancellationToken);
        error = await CleanAsync(stages, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        JvmProfile.WriteTo(app, jdk);
        return new BuildpackResult
        {
            DefaultProcessTypes = DefaultProcessTypes(stages),
            Exports = jdk.Exports,
            Components = JarContents.Read(app, stages.Where(static path => path.EndsWith(".jar", StringComparison.Ordinal))),
        };
    }

    /// <summary>Activator once added this file to projects; a build that has it does not end.</summary>
    private void RemoveForkRun()
    {
        const string File = "project/play-fork-run.sbt";
        if (!app.FileExists(File) || context.ConfigVars.GetValueOrDefault("KEEP_PLAY_FORK_RUN") == "true")
            return;

        context.Output.Alert($"Removing {File}, which Activator added and which breaks builds. Keep it with the config var KEEP_PLAY_FORK_RUN=true.");
        app.Delete(File);
    }

    private async ValueTask<string?> RestoreAsync(string signature, CancellationToken cancellationToken)
    {
        var state = _cache.Restore(signature);
        if (state == CacheState.Outdated)
            context.Output.Step("Discarding cache since the stack, the JDK or sbt changed");
        if (state != CacheState.Valid || !_cache.Contains("targets"))
            return null;

        context.Output.Step("Restoring cache");
        return await context.RunStepAsync("Restoring the cache", $"cp -a {ShellText.Quote(_cache.Open("targets"))}/. . && find . -path '*/target/universal/stage' -prune -exec rm -rf {{}} +", _environment, cancellationToken);
    }

    private async ValueTask<string?> RunSbtAsync(SbtProgram sbt, CancellationToken cancellationToken)
    {
        // Not the app's directory, which is HOME: what sbt keeps for itself would go into the slug.
        var home = _cache.Open("home");
        var proxies = await JvmProxies.ReadAsync(context, _environment, cancellationToken);
        var options = $"{_environment.GetValueOrDefault("SBT_OPTS")} {proxies.Options} -Dsbt.global.base={home}/sbt -Dsbt.boot.directory={home}/boot -Dsbt.ivy.home={home}/ivy -Dsbt.coursier.home={home}/coursier" +
            $" -Duser.home={home} -Dsbt.log.noformat=true -Dsbt.supershell=false -Dsbt.server.autostart=false -Dfile.encoding=UTF8";
        var environment = _environment.SetItem("HOME", home).SetItem("SBT_OPTS", string.Join(' ', options.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        if (!environment.ContainsKey("COURSIER_CACHE"))
            environment = environment.SetItem("COURSIER_CACHE", $"{home}/coursier/cache");

        var command = $"sbt {string.Join(' ', _settings.Tasks)}";
        context.Output.Step($"Running: {command}");
        return await context.RunStepAsync($"{sbt.Command} {_settings.Arguments}", environment, (exitCode, output) => SbtProblem.Explain(command, exitCode, output, app.Root), cancellationToken);
    }

    private async ValueTask<string?> SaveAsync(string signature, CancellationToken cancellationToken)
    {
        // With the classes of all projects and of the build definition, the next build compiles only what changed.
        _cache.Delete("targets");
        var targets = ShellText.Quote(_cache.Open("targets"));
        var error = await context.RunStepAsync("Saving the cache", $"{PrintTargets} | xargs -r -d '\\n' cp -a --parents -t {targets}", _environment, cancellationToken);
        _cache.Save(signature);
        return error;
    }

    /// <summary>Programs and jars that <c>stage</c> made: of the root project first.</summary>
    private async ValueTask<ImmutableArray<string>> FindStagesAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await context.RunAsync(
            new BuildCommand("find . -path '*/target/universal/stage/bin/*' -type f -perm -u+x ! -name '*.bat' -o -path '*/target/universal/stage/lib/*.jar' -type f")
            {
                Environment = _environment,
                OnOutput = line =>
                {
                    if (line.StartsWith("./", StringComparison.Ordinal))
                        found.Add(line[2..]);
                },
            },
            cancellationToken);
        return [.. found.OrderBy(static path => path.Count(static c => c == '/')).ThenBy(static path => path, StringComparer.Ordinal)];
    }

    private async ValueTask<string?> CleanAsync(ImmutableArray<string> stages, CancellationToken cancellationToken)
    {
        if (stages.IsEmpty || _settings.KeepsCache)
            return null;

        context.Output.Step("Dropping compilation artifacts from the slug");
        return await context.RunStepAsync(
            "Dropping compilation artifacts",
            PrintTargets + " | while read -r t; do find \"$t\" -mindepth 1 -maxdepth 1 ! -name universal -exec rm -rf {} +; done; rm -rf project/boot project/project/boot .bsp",
            _environment, cancellationToken);
    }

    private ImmutableSortedDictionary<string, string> DefaultProcessTypes(ImmutableArray<string> stages)
    {
        var types = ImmutableSortedDictionary<string, string>.Empty;
        var programs = stages.Where(static path => path.Contains("/stage/bin/", StringComparison.Ordinal)).ToArray();
        if (programs is [var only])
            return types.Add("web", $"{only} -Dhttp.port=$PORT");
        if (programs.Length == 0 && app.FileExists("target/start"))
            return types.Add("web", "target/start -Dhttp.port=$PORT $JAVA_OPTS");
        if (!app.FileExists("Procfile"))
        {
            context.Output.Alert(programs.Length == 0
                ? "The build made no program, so nothing says how to start this app. Add sbt-native-packager and 'enablePlugins(JavaAppPackaging)', or a Procfile."
                : $"The build made several programs ({string.Join(", ", programs.Select(Path.GetFileName))}); say in a Procfile which one answers web requests, such as 'web: {programs[0]} -Dhttp.port=$PORT'.");
        }

        return types;
    }
}
