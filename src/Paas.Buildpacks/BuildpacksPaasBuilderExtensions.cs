using Microsoft.Extensions.DependencyInjection.Extensions;
using Paas;
using Paas.Clojure;
using Paas.CloudNative;
using Paas.DotNet;
using Paas.Go;
using Paas.Gradle;
using Paas.Java;
using Paas.Node;
using Paas.Php;
using Paas.Procfiles;
using Paas.Python;
using Paas.Ruby;
using Paas.Scala;
using Paas.Selection;
using Paas.StaticSites;
using Paas.Toolchains;
using Paas.Toolchains.Downloads;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the language buildpacks to a platform.</summary>
public static class BuildpacksPaasBuilderExtensions
{
    /// <summary>
    /// Adds a buildpack for each language in Heroku's order of detection, then
    /// <c>paas/static</c> and <c>heroku/procfile</c>. A buildpack of one's own that must be tried first is registered before.
    /// Beside them, classic and Cloud Native buildpacks from elsewhere.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Changes settings.</param>
    public static IPaasBuilder AddBuildpacks(this IPaasBuilder builder, Action<BuildpackOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var options = builder.Services.AddOptions<BuildpackOptions>();
        if (configure is not null)
            options.Configure(configure);
        AddToolchains(builder.Services);
        options
            .Validate(static options => options.MaxBuildpackSize > 0 && options.FetchTimeout > TimeSpan.Zero && options.ClassicStack.Length > 0, "BuildpackOptions.MaxBuildpackSize and FetchTimeout must be above zero, and ClassicStack not empty.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton<IBuildpackResolver, BuildpackResolver>();

        builder.Services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IBuildpack, RubyBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, NodeBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, ClojureBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, PythonBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, JavaBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, GradleBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, ScalaBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, PhpBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, GoBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, DotNetBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, StaticSiteBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, ProcfileBuildpack>(),
        ]);
        return builder;
    }

    /// <summary>
    /// Adds the Cloud Native buildpacks of a directory, which is laid out like <c>/cnb</c> of a builder image: <c>order.toml</c> names the groups to
    /// try, <c>buildpacks</c> holds the buildpacks in directories of any depth. Every user of the machine must be able to read it. They are
    /// tried where this is called: before the languages if that is before <see cref="AddBuildpacks"/>.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="directory">The directory; it is read anew for each build.</param>
    /// <param name="name">Name by which an app can choose them.</param>
    public static IPaasBuilder AddCloudNativeBuilder(this IPaasBuilder builder, string directory, string name = "cloud-native")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddSingleton<IBuildpack>(new CloudNativeBuilder(Path.GetFullPath(directory), name));
        return builder;
    }

    /// <summary>A source of the host's own that must be asked first is registered before.</summary>
    private static void AddToolchains(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ToolchainWeb>();
        services.TryAddSingleton<ToolchainStore>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IToolchainSource, MirroredToolchains>(),
            ServiceDescriptor.Singleton<IToolchainSource, OfficialToolchains>(),
            ServiceDescriptor.Singleton<IToolchainSource, NpmNodeSource>(),
        ]);
    }
}
