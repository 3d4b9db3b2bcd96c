using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the state of the platform in SQLite.</summary>
public static class PaasBuilderSqliteExtensions
{
    /// <summary>
    /// Keeps the state in one SQLite file. It may be copied or looked at with the usual SQLite tools while the host runs.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="path">The file, such as <c>paas.db</c>; relative to <see cref="PaasOptions.DataDirectory"/>, so that one directory holds all there is to back up.</param>
    public static IPaasBuilder UseSqlite(this IPaasBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStateStore>(services => SqliteStateStore.Open(
            Path.Combine(services.GetRequiredService<IOptions<PaasOptions>>().Value.DataDirectory, path),
            services.GetService<TimeProvider>() ?? TimeProvider.System)));
        return builder;
    }
}
