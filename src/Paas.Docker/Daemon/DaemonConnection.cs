using Docker.DotNet;
using Microsoft.Extensions.Logging;
using Paas.Docker.Images;
using Paas.Dynos.Local;

namespace Paas.Docker.Daemon;

/// <summary>Connects to the daemon.</summary>
internal static class DaemonConnection
{
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the daemon cannot be reached or used, or another host uses the directory.</exception>
    public static async Task<DockerHost> OpenAsync(
        DockerOptions options, ISlugStore slugs, EventQueue events, TimeProvider clock, ILogger log, CancellationToken cancellationToken)
    {
        var endpoint = DaemonEndpoint.Of(options);
        var directories = new PlatformDirectory(Path.GetFullPath(options.RootDirectory!), log);
        DockerClient? client = null;
        try
        {
            // Without a version the daemon's own is spoken, whichever that is.
            client = new DockerClientBuilder().WithEndpoint(endpoint).Build();
            var info = await client.System.GetSystemInfoAsync(cancellationToken);
            var network = await DynoNetwork.EnsureAsync(client, options, info.ID, cancellationToken);
            return new DockerHost(
                client,
                options,
                directories.Platform,
                directories,
                options.SharesFiles ?? DaemonEndpoint.IsOfThisMachine(endpoint),
                Math.Max(1, (int)info.NCPU),
                network,
                new ImageStore(client, options, log),
                slugs,
                new SemaphoreSlim(Math.Max(2, Environment.ProcessorCount)),
                events,
                clock,
                log);
        }
        catch (Exception exception)
        {
            client?.Dispose();
            directories.Dispose();
            if (exception is DockerApiException || DaemonErrors.IsAway(exception))
                throw new PaasException(PaasErrors.Unavailable, DaemonErrors.Explain(exception, endpoint), exception);
            throw;
        }
    }
}
