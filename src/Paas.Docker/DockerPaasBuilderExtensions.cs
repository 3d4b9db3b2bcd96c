using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Docker.Builds;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Dynos as containers.</summary>
public static class DockerPaasBuilderExtensions
{
    /// <summary>
    /// Runs dynos as containers of a Docker daemon, builds included, and apps that are images (stack <c>container</c>). Needs an <see cref="ISlugStore"/>, which the engine registers.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Changes settings.</param>
    public static IPaasBuilder UseDocker(this IPaasBuilder builder, Action<DockerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<DockerOptions>();
        if (configure is not null)
            options.Configure(configure);
        options
            .PostConfigure<IOptions<PaasOptions>>((docker, paas) => docker.RootDirectory ??= Path.Combine(paas.Value.DataDirectory, "docker"))
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>());
        builder.Services.TryAddSingleton(static services => new DockerDynoDriver(
            services.GetRequiredService<IOptions<DockerOptions>>().Value,
            services.GetRequiredService<ISlugStore>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILogger<DockerDynoDriver>>() ?? NullLogger<DockerDynoDriver>.Instance));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDynoDriver>(static services => services.GetRequiredService<DockerDynoDriver>()));
        builder.Services.TryAddSingleton<IImageBuilder>(static services => new DockerImageBuilder(services.GetRequiredService<DockerDynoDriver>()));
        return builder;
    }
}
