using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Paas;
using Paas.Access;
using Paas.Apps;
using Paas.Builds;
using Paas.Certificates;
using Paas.Config.Encryption;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Images;
using Paas.Logs;
using Paas.Releases;
using Paas.Routing;
using Paas.Scaling;
using Paas.Schedules;
using Paas.Sleeping;
using Paas.Slugs;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a platform to a host.</summary>
public static class PaasServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine with defaults that need only the runtime: state and slugs as files under the data directory, dynos
    /// as local processes, no router. What <paramref name="configure"/> picks, or the host registered before, wins.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Picks stores, drivers, buildpacks and more.</param>
    public static IServiceCollection AddPaas(this IServiceCollection services, Action<IPaasBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<PaasOptions>()
            .Validate(static options => options.DataDirectory.Length > 0, "PaasOptions.DataDirectory is empty. Give a directory.")
            .Validate(static options => options.BaseDomain.Length > 0 && !options.BaseDomain.Any(char.IsUpper), "PaasOptions.BaseDomain must be a lower-case domain such as 'localhost'.")
            .Validate(static options => options.DefaultActor.Length > 0, "PaasOptions.DefaultActor is empty.")
            .Validate(static options => options.DynoSizes.Select(static size => size.Name).Distinct().Count() == options.DynoSizes.Count && options.DynoSizes.Any(static size => size.Name == DynoSize.Default.Name), "PaasOptions.DynoSizes must have standard-1x, and each name once.")
            .ValidateOnStart();
        services.AddOptions<EngineOptions>()
            .Validate(static options => options.BootTimeout > TimeSpan.Zero && options.ExitTimeout >= TimeSpan.Zero && options.DrainTimeout >= TimeSpan.Zero && options.BuildTimeout > TimeSpan.Zero && options.ReleaseTimeout > TimeSpan.Zero && options.ResyncInterval > TimeSpan.Zero && options.AdoptionTimeout > TimeSpan.Zero && options.AttachTimeout > TimeSpan.Zero && options.AttachIdleTimeout > TimeSpan.Zero, "EngineOptions has a time that is not above zero.")
            .Validate(static options => new[] { options.DrainTimeout, options.BuildTimeout, options.ReleaseTimeout, options.ResyncInterval, options.AdoptionTimeout, options.AttachTimeout, options.AttachIdleTimeout }.Max() <= TimeSpan.FromDays(40), "EngineOptions has a time above 40 days, which no timer can wait for.")
            .Validate(static options => options.CycleAfter > TimeSpan.Zero && options.CycleJitter >= TimeSpan.Zero, "EngineOptions.CycleAfter must be above zero, and CycleJitter not below.")
            .Validate(static options => options.AutoscalingInterval > TimeSpan.Zero && options.AutoscalingInterval <= TimeSpan.FromHours(1) && options.AutoscalingWindow >= 2 * options.AutoscalingInterval, "EngineOptions.AutoscalingInterval must be above zero and at most an hour, and AutoscalingWindow at least twice as long.")
            .Validate(static options => options.MaxSlugSize > 0 && options.MaxConcurrentBuilds > 0 && options.MaxOneOffs > 0, "EngineOptions.MaxSlugSize, MaxConcurrentBuilds and MaxOneOffs must be above zero.")
            .Validate(static options => options.Sleep is not { } policy || SleepRules.IsLegal(policy), "EngineOptions.Sleep must have times of a second to 40 days, and freeze before it sleeps.")
            .ValidateOnStart();

        var builder = new PaasBuilder(services);
        configure?.Invoke(builder);
        AddDefaults(builder);
        AddEngine(services);
        services.AddAccess();
        return services;
    }

    private static void AddDefaults(PaasBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // the one place where the shared, thread-safe generator enters
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        if (!services.Any(static service => service.ServiceType == typeof(IStateStore)))
            builder.UseFileState();
        if (!services.Any(static service => service.ServiceType == typeof(IDynoDriver)))
            builder.UseLocalProcesses();
        services.TryAddSingleton<ISlugStore>(static provider => new FileSlugStore(Path.Combine(provider.GetRequiredService<Options.IOptions<PaasOptions>>().Value.DataDirectory, "slugs")));
        services.TryAddSingleton<IHttpRouter, NoRouter>();
        services.TryAddSingleton<ITlsCertificates, NoTls>();
        services.TryAddSingleton<ICertificateIssuer, LocalCertificateIssuer>();
        services.TryAddSingleton<ISecretProtector, AesGcmSecretProtector>();
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton<LogHub>();
        services.TryAddSingleton<ILogSink>(static provider => provider.GetRequiredService<LogHub>());
        services.TryAddSingleton<EngineLog>();
        services.TryAddSingleton<EngineActivity>();
        services.TryAddSingleton<Transcripts>();
        services.TryAddSingleton<AppDirectory>();
        services.TryAddSingleton<AppCommits>();
        services.TryAddSingleton<AppFactory>();
        services.TryAddSingleton<AppRemoval>();
        services.TryAddSingleton<DynoEvents>();
        services.TryAddSingleton<OneOffs>();
        services.TryAddSingleton<OneOffSpecs>();
        services.TryAddSingleton<Scheduler>();
        services.TryAddSingleton<WakeRecords>();
        services.TryAddSingleton<Sleeper>();
        services.TryAddSingleton<IdleWatch>();
        services.TryAddSingleton<IAppWaker>(static provider => new AppWaker(
            provider.GetRequiredService<AppDirectory>(), new Lazy<Sleeper>(provider.GetRequiredService<Sleeper>), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<DynoSizes>();
        services.TryAddSingleton<RoutePublisher>();
        services.TryAddSingleton<Rollouts>();
        services.TryAddSingleton<HealthProbe>();
        services.TryAddSingleton<CertificateChanges>();
        services.TryAddSingleton<CertificatePublisher>();
        services.TryAddSingleton<AutomaticCertificates>();
        services.TryAddSingleton<Reconciler>();
        services.TryAddSingleton<FormationEvents>();
        services.TryAddSingleton<DynoAdoption>();
        services.TryAddSingleton<ReleaseCommands>();
        services.TryAddSingleton<ReleaseLedger>();
        services.TryAddSingleton<BuildpackSelection>();
        services.TryAddSingleton<ImageSlugs>();
        services.TryAddSingleton<BuildWorkspace>();
        services.TryAddSingleton<SlugGarbage>();
        services.TryAddSingleton<DirectSlugs>();
        services.TryAddSingleton<SlugBuilder>();
        services.TryAddSingleton<BuildRuns>();
        services.TryAddSingleton<EngineServices>();
        services.TryAddSingleton<IPlatform>(static provider =>
            new Platform(provider.GetRequiredService<EngineServices>(), provider.GetRequiredService<AccountServices>(), provider.GetRequiredService<Options.IOptions<PaasOptions>>().Value.DefaultActor));

        // The hub starts first and stops last: what the engine says while it stops still reaches the drains.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LogHub>(static provider => provider.GetRequiredService<LogHub>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Scheduler>(static provider => provider.GetRequiredService<Scheduler>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AutoscalingLoop>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AutomaticCertificates>(static provider => provider.GetRequiredService<AutomaticCertificates>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, IdleWatch>(static provider => provider.GetRequiredService<IdleWatch>()));
    }

    private sealed class PaasBuilder(IServiceCollection services) : IPaasBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
