using System.Collections.Immutable;
using Paas.Caching;
using Paas.Files;
using Paas.Toolchains;

namespace Paas.Jvm;

/// <summary>One build by a tool that keeps what it gets from repositories in a directory of its own: what is common to Maven and Gradle.</summary>
internal abstract class JvmBuild(BuildContext context, ConfinedDirectory app, ToolchainFinder finder, string cache)
{
    protected BuildContext Context => context;

    protected ConfinedDirectory App => app;

    protected ToolchainFinder Finder => finder;

    protected BuildCache Cache { get; } = new(context.CacheDirectory, cache);

    protected ImmutableDictionary<string, string> Environment { get; private set; } = JvmEnvironment.Create(context);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        var (jdk, error) = await new JdkSetup(context, app, finder, Environment).RunAsync(cancellationToken);
        if (jdk is null)
            return BuildpackResult.Failed(error!);
        Environment = jdk.AddTo(Environment);

        (var tool, error) = await PrepareAsync(cancellationToken);
        if (tool is null)
            return BuildpackResult.Failed(error!);

        // The tools move into their directories only what is whole, so what a failed build got is good for the next.
        var signature = $"v1; {context.Stack}; {tool.Name} {CachedWith(tool)}";
        if (Cache.Restore(signature) == CacheState.Outdated)
            context.Output.Step($"The cache was dropped: the stack or {tool.Name} changed");
        Cache.Save(signature);

        error = await BuildAsync(tool, jdk, cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        JvmProfile.WriteTo(app, jdk);
        var components = await ComponentsAsync(cancellationToken);
        var web = await WebAsync(components, cancellationToken);
        if (web is null && app.ReadText("Procfile") is null)
            context.Output.Alert($"There is no Procfile: nothing says how to start this app. {StartAdvice}");
        return new BuildpackResult
        {
            Components = components,
            Exports = jdk.Exports,
            DefaultProcessTypes = web is null ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("web", web),
        };
    }

    /// <summary>What to add to an app that nothing says how to start.</summary>
    protected abstract string StartAdvice { get; }

    /// <summary>The version without which the cache is worthless.</summary>
    protected abstract string CachedWith(JvmTool tool);

    /// <summary>Exactly one of the two results is not null.</summary>
    protected abstract ValueTask<(JvmTool? Tool, string? Error)> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Runs the tool. Returns what was wrong, or null.</summary>
    protected abstract ValueTask<string?> BuildAsync(JvmTool tool, Jdk jdk, CancellationToken cancellationToken);

    /// <summary>What the app runs with.</summary>
    protected abstract ValueTask<ImmutableArray<SoftwareComponent>> ComponentsAsync(CancellationToken cancellationToken);

    /// <summary>The command of the process type <c>web</c>; null when it cannot be told.</summary>
    protected abstract ValueTask<string?> WebAsync(ImmutableArray<SoftwareComponent> components, CancellationToken cancellationToken);

    /// <summary>The command that starts an app of a framework by the jar that was built into a directory.</summary>
    protected async ValueTask<string?> StartsAsync(JvmFramework framework, string directory, CancellationToken cancellationToken) =>
        await ProgramJar.FindAsync(context, directory, framework, Environment, cancellationToken) is { } jar ? framework.Command(jar) : null;
}
