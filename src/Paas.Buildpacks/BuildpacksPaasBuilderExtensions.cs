using Microsoft.Extensions.DependencyInjection.Extensions;
using Paas;
using Paas.DotNet;
using Paas.Node;
using Paas.Procfiles;
using Paas.Python;
using Paas.StaticSites;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the language buildpacks to a platform.</summary>
public static class BuildpacksPaasBuilderExtensions
{
    /// <summary>
    /// Adds, in their order of detection: <c>heroku/nodejs</c>, <c>heroku/python</c>, <c>heroku/dotnet</c>,
    /// <c>paas/static</c> and <c>heroku/procfile</c>. A buildpack of one's own that must be tried first is registered before.
    /// </summary>
    public static IPaasBuilder AddBuildpacks(this IPaasBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IBuildpack, NodeBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, PythonBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, DotNetBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, StaticSiteBuildpack>(),
            ServiceDescriptor.Singleton<IBuildpack, ProcfileBuildpack>(),
        ]);
        return builder;
    }
}
