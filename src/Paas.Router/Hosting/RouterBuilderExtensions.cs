using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the router.</summary>
public static class RouterBuilderExtensions
{
    /// <summary>Adds the router to a platform; it starts and stops with the host.</summary>
    public static IPaasBuilder AddRouter(this IPaasBuilder builder, Action<RouterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPaasRouter(configure);
        return builder;
    }

    /// <summary>
    /// Adds the router alone, without the engine: <see cref="IHttpRouter"/> takes the routes. Request lines go to an
    /// <see cref="ILogSink"/> if one is registered. Calling it again only adds settings.
    /// </summary>
    public static IServiceCollection AddPaasRouter(this IServiceCollection services, Action<RouterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RouterOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RouterOptions>, RouterOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The one place that chooses the default source of randomness; all others get it injected.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.TryAddSingleton(static provider => new HttpRouter(
            provider.GetRequiredService<IOptions<RouterOptions>>().Value,
            provider.GetService<ILogSink>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetService<ILogger<HttpRouter>>() ?? NullLogger<HttpRouter>.Instance,
            provider.GetService<IMeterFactory>(),
            provider.GetService<IAppWaker>()));
        services.TryAddSingleton<IHttpRouter>(static provider => provider.GetRequiredService<HttpRouter>());
        services.TryAddSingleton<ITlsCertificates>(static provider => provider.GetRequiredService<HttpRouter>());
        services.TryAddSingleton<IHttpTraffic>(static provider => provider.GetRequiredService<HttpRouter>().Metrics);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RouterService>());
        return services;
    }
}
