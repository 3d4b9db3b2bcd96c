using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Api.Absent;
using Paas.Api.Access;
using Paas.Api.Accounts;
using Paas.Api.Apps;
using Paas.Api.Audit;
using Paas.Api.Buildpacks;
using Paas.Api.Builds;
using Paas.Api.Catalog;
using Paas.Api.Certificates;
using Paas.Api.Config;
using Paas.Api.Domains;
using Paas.Api.Dynos;
using Paas.Api.Features;
using Paas.Api.Formations;
using Paas.Api.Http;
using Paas.Api.Local;
using Paas.Api.Logs;
using Paas.Api.OAuth;
using Paas.Api.OpenApi;
using Paas.Api.Releases;
using Paas.Api.Rendezvous;
using Paas.Api.Sharing;
using Paas.Api.SignIn;
using Paas.Api.Slugs;
using Paas.Api.Sources;
using Paas.Api.SshKeys;
using Paas.Api.Streams;
using Paas.Api.Teams;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Platform API to a platform.</summary>
public static class PaasApiBuilderExtensions
{
    /// <summary>Adds the Heroku Platform API v3. Expose it with <c>app.MapPaasApi()</c>.</summary>
    /// <param name="builder">The platform.</param>
    /// <param name="configure">Changes addresses and limits.</param>
    public static IPaasBuilder AddApi(this IPaasBuilder builder, Action<ApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddOptions<ApiOptions>()
            .Validate(static options => options.RequestsPerHour > 0 && options.MaxBodySize > 0 && options.MaxSourceSize > 0, "ApiOptions has a limit that is not above zero.")
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.AddOptions<PaasOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiAccess>();
        services.TryAddSingleton<RateLimiter>();
        services.TryAddSingleton<ApiPipeline>();
        services.TryAddSingleton<AppBodies>();
        services.TryAddSingleton<LocalCertificate>();
        services.TryAddSingleton<LocalAddresses>();
        services.TryAddSingleton<RendezvousPoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, ApiListeners>());
        services.AddHostedService<ClientEnvironment>();
        services.TryAddSingleton<CapabilityUrls>();
        services.TryAddSingleton<LogStream>();
        services.TryAddSingleton<SourceStore>();
        services.TryAddSingleton<SourceFetcher>();
        services.TryAddSingleton<PendingSlugs>();
        AddEndpoints(services);
        return builder;
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        AddShared<OutputStreams>(services);
        AddShared<SourceEndpoints>(services);
        AddEndpoints<AbsentEndpoints>(services);
        AddEndpoints<AppFeatureEndpoints>(services);
        AddEndpoints<AppTransferEndpoints>(services);
        AddEndpoints<AuthorizationEndpoints>(services);
        AddEndpoints<BrowserSignInEndpoints>(services);
        AddEndpoints<ClientEndpoints>(services);
        AddEndpoints<CollaboratorEndpoints>(services);
        AddEndpoints<SshKeyEndpoints>(services);
        AddEndpoints<TeamEndpoints>(services);
        AddEndpoints<BuildEndpoints>(services);
        AddEndpoints<BuildpackEndpoints>(services);
        AddEndpoints<CertificateEndpoints>(services);
        AddEndpoints<TokenEndpoints>(services);
        AddEndpoints<ConsentEndpoints>(services);
        AddEndpoints<AuditEndpoints>(services);
        AddEndpoints<OpenApiEndpoints>(services);
        AddEndpoints<DomainEndpoints>(services);
        AddEndpoints<DynoEndpoints>(services);
        AddEndpoints<FormationEndpoints>(services);
        AddEndpoints<LogSessionEndpoints>(services);
        AddEndpoints<ReleaseEndpoints>(services);
        AddEndpoints<SlugEndpoints>(services);
        AddEndpoints<StatusEndpoints>(services);
        AddEndpoints<AccountEndpoints>(services);
        AddEndpoints<AppEndpoints>(services);
        AddEndpoints<CatalogEndpoints>(services);
        AddEndpoints<ConfigVarEndpoints>(services);
    }

    /// <summary>A family of routes that others use, too.</summary>
    private static void AddShared<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services)
        where T : class, IApiEndpoints
    {
        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IApiEndpoints, T>(static provider => provider.GetRequiredService<T>()));
    }

    private static void AddEndpoints<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services)
        where T : class, IApiEndpoints =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IApiEndpoints, T>());
}
