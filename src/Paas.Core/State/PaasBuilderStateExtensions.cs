using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas;
using Paas.State;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Picks where the platform keeps its state.</summary>
public static class PaasBuilderStateExtensions
{
    /// <summary>
    /// Keeps the state in files: the default. One process at a time may have the directory open; another one is refused
    /// with <see cref="PaasErrors.Unavailable"/> when the store is first asked for.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="directory">Where; relative to the data directory. Default <c>state</c> in it.</param>
    public static IPaasBuilder UseFileState(this IPaasBuilder builder, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStateStore>(services => FileStateStore.Open(
            Path.Combine(services.GetRequiredService<IOptions<PaasOptions>>().Value.DataDirectory, directory ?? "state"),
            services.GetRequiredService<ILogger<FileStateStore>>())));
        return builder;
    }

    /// <summary>Keeps the state in memory only: it is gone when the process ends.</summary>
    /// <param name="builder">The composition.</param>
    public static IPaasBuilder UseInMemoryState(this IPaasBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStateStore, InMemoryStateStore>());
        return builder;
    }
}
