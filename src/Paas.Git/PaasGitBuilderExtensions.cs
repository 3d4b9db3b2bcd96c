using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paas;
using Paas.Git;
using Paas.Git.Fetches;
using Paas.Git.Http;
using Paas.Git.Pushes;
using Paas.Git.Repositories;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds git to a platform.</summary>
public static class PaasGitBuilderExtensions
{
    /// <summary>
    /// Adds <c>git push</c>, <c>clone</c> and <c>fetch</c> over HTTP. Expose them with <c>app.MapPaasGit()</c>. No
    /// <c>git</c> program is needed on the host.
    /// </summary>
    /// <param name="builder">The platform.</param>
    /// <param name="configure">Changes the limits.</param>
    public static IPaasBuilder AddGit(this IPaasBuilder builder, Action<GitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddOptions<GitOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.AddOptions<PaasOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitOptions>, GitOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RepositoryStore>();
        services.TryAddSingleton<RequestQuota>();
        services.TryAddSingleton<GitAccess>();
        services.TryAddSingleton<ReceivePack>();
        services.TryAddSingleton<UploadPack>();
        services.TryAddSingleton<GitEndpoints>();
        services.AddHostedService<RepositorySweeper>();
        return builder;
    }
}
