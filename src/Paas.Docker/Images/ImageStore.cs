using System.Collections.Concurrent;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Paas.Dynos.Local;

namespace Paas.Docker.Images;

/// <summary>Gets images that the daemon lacks. Each is pulled by one at a time, and all who need it wait for that.</summary>
internal sealed class ImageStore(IDockerClient client, DockerOptions options, ILogger log)
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _pulls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _fresh = new(StringComparer.Ordinal);

    /// <summary>The image that a dyno runs in.</summary>
    /// <exception cref="CannotStartException">Its stack has none.</exception>
    public string Of(DynoSpec spec)
    {
        if (spec.Image is { } own)
            return own;
        var stack = spec.Stack ?? options.DefaultStack;
        if (spec.Directory is not null && options.BuildImages.TryGetValue(stack, out var build))
            return build;
        return options.StackImages.TryGetValue(stack, out var image)
            ? image
            : throw new CannotStartException($"There is no image for the stack '{stack}'; name one in DockerOptions.StackImages, which has {string.Join(", ", options.StackImages.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Pulls the image now where the policy wants that before its first use; costs nothing else.</summary>
    public Task RefreshAsync(string image, Action<string>? progress, CancellationToken cancellationToken) =>
        options.PullPolicy == DockerPullPolicy.Always && !_fresh.ContainsKey(image) ? PullAsync(image, progress, cancellationToken) : Task.CompletedTask;

    /// <summary>Pulls the image that the daemon said it lacks.</summary>
    /// <exception cref="CannotStartException">It may not or cannot be pulled.</exception>
    public async Task PullAsync(string image, Action<string>? progress, CancellationToken cancellationToken)
    {
        if (image.StartsWith("sha256:", StringComparison.Ordinal))
            throw new CannotStartException($"The image '{image}' is no longer with the Docker daemon, and no registry has it; deploy again.");
        if (options.PullPolicy == DockerPullPolicy.Never)
            throw new CannotStartException($"The Docker daemon has no image '{image}', and DockerOptions.PullPolicy is Never; pull it or allow pulling.");
        var pull = _pulls.GetOrAdd(image, name => new Lazy<Task>(() => RunPullAsync(name, progress)));
        await pull.Value.WaitAsync(cancellationToken);
    }

    private async Task RunPullAsync(string image, Action<string>? progress)
    {
        try
        {
            var reference = ImageReference.Parse(image);
            var layers = new PullProgress(text =>
            {
                Log.Pulling(log, image, text);
                progress?.Invoke(text);
            });
            await client.Images.CreateImageAsync(
                new ImagesCreateParameters { FromImage = reference.Name, Tag = reference.TagOrDigest }, null, layers, CancellationToken.None);
            if (layers.Error is { } error)
                throw new CannotStartException($"The image '{image}' cannot be pulled: {error}");
            _fresh[image] = true;
        }
        catch (DockerApiException exception)
        {
            throw new CannotStartException($"The image '{image}' cannot be pulled: {Daemon.DaemonErrors.Text(exception)}");
        }
        finally
        {
            _pulls.TryRemove(image, out _);
        }
    }
}
