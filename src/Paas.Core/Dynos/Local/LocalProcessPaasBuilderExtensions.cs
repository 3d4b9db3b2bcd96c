using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Dynos.Local;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Dynos as processes of this machine.</summary>
public static class LocalProcessPaasBuilderExtensions
{
    /// <summary>
    /// Runs dynos as local processes, without isolation from each other. For Linux and macOS. Needs an
    /// <see cref="ISlugStore"/>, which the engine registers.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Changes settings.</param>
    public static IPaasBuilder UseLocalProcesses(this IPaasBuilder builder, Action<LocalProcessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<LocalProcessOptions>();
        if (configure is not null)
            options.Configure(configure);
        options
            .PostConfigure<IOptions<PaasOptions>>((local, paas) => local.RootDirectory ??= Path.Combine(paas.Value.DataDirectory, "dynos"))
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalProcessOptions>, LocalProcessOptionsValidator>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IDynoDriver>(services => new LocalProcessDriver(
            services.GetRequiredService<IOptions<LocalProcessOptions>>().Value,
            services.GetRequiredService<ISlugStore>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILogger<LocalProcessDriver>>() ?? NullLogger<LocalProcessDriver>.Instance)));
        return builder;
    }
}
