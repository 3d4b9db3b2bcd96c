using System.Collections.Immutable;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>One build of a Clojure app.</summary>
internal sealed class ClojureBuild(BuildContext context, ConfinedDirectory app, ClojureTool tool, ToolchainFinder finder)
{
    /// <summary>Dependencies of which there may be a newer one tomorrow. The project's own version does not count.</summary>
    private const string Floating = """\[[[:alnum:]./_-]+[[:space:]]+"[^"]*(SNAPSHOT|LATEST|RELEASE|[[(])""";

    private readonly BuildCache _cache = new(context.CacheDirectory, "clojure");

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        // JVM_OPTS is for dynos, as JAVA_OPTS is.
        var environment = JvmEnvironment.Create(context).Remove("JVM_OPTS");
        var (jdk, error) = await new JdkSetup(context, app, finder, environment).RunAsync(cancellationToken);
        if (jdk is null)
            return BuildpackResult.Failed(error!);
        environment = jdk.AddTo(environment);

        (var program, error) = await tool.FindAsync(environment, cancellationToken);
        if (program is null)
            return BuildpackResult.Failed(error!);
        environment = environment.SetItem("PATH", $"{program.Bin}:{environment["PATH"]}");

        if (_cache.Restore($"v1; {context.Stack}") == CacheState.Outdated)
            context.Output.Step("Discarding cache since the stack changed");
        var home = _cache.Open("home");
        var kept = new KeptBuild(context, _cache, environment);
        if (IsSettled && await kept.RestoreAsync($"v1; {context.Stack}; {jdk.Version}; {tool.Name} {program.Version}; {tool.BuildCommand}", Floating, [LeinProject.FileName, "profiles.clj"], cancellationToken))
        {
            context.Output.Step("Using what the last build made (the source is unchanged)");
        }
        else
        {
            error = await RunBuildAsync(tool.Environment(environment, home), cancellationToken);
            if (error is not null)
                return BuildpackResult.Failed(error);
            await kept.SaveAsync(cancellationToken);
        }

        _cache.Save($"v1; {context.Stack}");

        var jar = await FindJarAsync(environment, cancellationToken);
        var needsTool = tool.StartsTheApp;
        if (needsTool)
            error = await IncludeAsync(home, environment, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        var components = jar is not null ? JarContents.Read(app, [jar]) : needsTool ? await ListRepositoryAsync(environment, cancellationToken) : [];
        await CacheBound.ApplyAsync(context, environment, cancellationToken, (_cache, "home", tool.Name));
        WriteProfile(jdk, needsTool ? program : null);
        return new BuildpackResult
        {
            DefaultProcessTypes = DefaultProcessTypes(jar),
            Exports = jdk.Exports.SetItem("PATH", environment["PATH"]),
            Components = components,
        };
    }

    /// <summary>Whether it is Leiningen's own task that builds: programs of the app may do something else each time.</summary>
    private bool IsSettled => tool is LeiningenTool && !app.FileExists("bin/build") && !app.FileExists("bin/lein")
        && !context.ConfigVars.ContainsKey("BUILD_COMMAND") && !context.ConfigVars.ContainsKey("LEIN_BUILD_TASK");

    private async ValueTask<string?> RunBuildAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        context.Output.Step($"Building with {tool.Name}");
        var command = tool.BuildCommand;
        if (context.ConfigVars.GetValueOrDefault("BUILD_COMMAND") is { Length: > 0 } configured)
        {
            command = configured;
        }
        else if (app.FileExists("bin/build"))
        {
            context.Output.Detail("Found bin/build; running it instead of the default");
            command = "chmod +x bin/build && bin/build";
        }

        context.Output.Detail($"Running: {command}");
        return await context.RunStepAsync(
            app.FileExists("bin/lein") ? $"chmod +x bin/lein; {command}" : command, environment, (exitCode, output) => ClojureProblem.Explain(command, exitCode, output), cancellationToken);
    }

    /// <summary>The jar that the project names, wherever its :target-path is, else the largest in target.</summary>
    private async ValueTask<string?> FindJarAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (tool.JarName is not { } name)
            return tool.StartsTheApp ? null : await ProgramJar.FindAsync(context, "target", null, environment, cancellationToken);

        var (_, found) = await context.CaptureAsync(
            $"if [ -f target/{ShellText.Quote(name)} ]; then printf './target/%s\\n' {ShellText.Quote(name)}; else find . -path '*/target/*' -name {ShellText.Quote(Path.GetFileName(name))} -type f | sort; fi", environment, cancellationToken);
        return found.Split('\n').FirstOrDefault(static line => line.StartsWith("./", StringComparison.Ordinal))?[2..];
    }

    /// <summary>Puts what the tool downloaded where it looks for it in a dyno, whose home is the app.</summary>
    private ValueTask<string?> IncludeAsync(string home, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken) =>
        context.RunStepAsync(
            "Copying dependencies into the app",
            $"for d in .m2 .gitlibs .lein; do if [ -d {ShellText.Quote(home)}/$d ]; then mkdir -p $d && cp -a {ShellText.Quote(home)}/$d/. $d/; fi; done",
            environment, cancellationToken);

    /// <summary>The libraries in the app's Maven repository, whose paths say all: <c>group/artifact/version/artifact-version.jar</c>.</summary>
    private async ValueTask<ImmutableArray<SoftwareComponent>> ListRepositoryAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<SoftwareComponent>();
        await context.RunAsync(
            new BuildCommand("[ ! -d .m2/repository ] || find .m2/repository -name '*.jar' | sort")
            {
                Environment = environment,
                OnOutput = line =>
                {
                    if (line.Split('/') is [".m2", "repository", .. { Length: > 0 } group, var artifact, var version, var file] && file == $"{artifact}-{version}.jar")
                        found.Add(MavenComponent.Create(string.Join('.', group), artifact, version));
                },
            },
            cancellationToken);
        return found.ToImmutable();
    }

    private void WriteProfile(Jdk jdk, Toolchain? program)
    {
        JvmProfile.WriteTo(app, jdk);
        var script = new ProfileScript().Default("LEIN_NO_DEV", "yes").Default("RING_ENV", "production");
        foreach (var line in program is not null ? tool.ProfileLines : [])
            script.Line(line);
        if (program is { Directory: null } own && !own.Bin.StartsWith(app.Root, StringComparison.Ordinal))
            script.Line($"export PATH=\"$PATH\":{ShellText.Quote(own.Bin)}");
        script.WriteTo(app, "clojure");
    }

    private ImmutableSortedDictionary<string, string> DefaultProcessTypes(string? jar)
    {
        var types = ImmutableSortedDictionary<string, string>.Empty;
        var command = jar is not null ? $"java $JVM_OPTS -jar {ShellText.Quote(jar)}" : tool.JarName is null ? tool.RunCommand : null;
        if (command is not null)
            return types.Add("web", command);

        if (tool.JarName is not null)
            context.Output.Alert($"The build made no {tool.JarName}, which project.clj names as :uberjar-name.");
        if (!app.FileExists("Procfile"))
            context.Output.Alert("Nothing says how to start this app. Add a Procfile such as 'web: java $JVM_OPTS -jar target/app.jar'.");
        return types;
    }
}
