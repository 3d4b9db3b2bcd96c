using System.Collections.Immutable;
using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;
using Paas.Docker.Images;
using Paas.Dynos.Local;

namespace Paas.Docker.Builds;

/// <summary>Images by the daemon that runs the dynos.</summary>
internal sealed class DockerImageBuilder(DockerDynoDriver driver) : IImageBuilder
{
    private const string FileName = "heroku.yml";

    public async ValueTask<ImageBuildResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var yml = Describe(context.AppDirectory);
        if (yml.Error is { } error)
            return ImageBuildResult.Failed(error);
        var host = await driver.OpenAsync(cancellationToken);
        var images = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        long size = 0;
        foreach (var (type, dockerfile) in yml.Dockerfiles)
        {
            if (!File.Exists(Path.Combine(context.AppDirectory, dockerfile)))
                return ImageBuildResult.Failed($"There is no '{dockerfile}', which {FileName} names for {type}. Add it, or correct build.docker.");
            context.Output.Line($"=== Building {type} ({dockerfile})");
            var (image, failure) = await BuildAsync(host, context, yml, dockerfile, cancellationToken);
            if (failure is not null)
                return ImageBuildResult.Failed($"The image of {type} could not be built from {dockerfile}: {failure}");
            images[type] = image!.Reference;
            size = Math.Max(size, image.Size);
        }

        foreach (var (type, other) in yml.ImageOf)
            images[type] = images[other];
        return new ImageBuildResult { Images = images.ToImmutable(), ProcessTypes = yml.Commands, Size = size };
    }

    public async ValueTask<PinnedImage> PinAsync(string reference, CancellationToken cancellationToken)
    {
        var host = await driver.OpenAsync(cancellationToken);
        try
        {
            await host.Images.RefreshAsync(reference, null, cancellationToken);
            return Pin(host, reference, await InspectAsync(host, reference, cancellationToken));
        }
        catch (CannotStartException exception)
        {
            throw new PaasException(PaasErrors.InvalidParams, exception.Message, exception);
        }
        catch (DockerApiException exception)
        {
            throw new PaasException(PaasErrors.InvalidParams, $"The image '{reference}' cannot be used: {DaemonErrors.Text(exception)}", exception);
        }
    }

    /// <summary>A source without heroku.yml but with a Dockerfile is that one image.</summary>
    private static HerokuYml Describe(string directory)
    {
        var file = Path.Combine(directory, FileName);
        if (File.Exists(file))
            return HerokuYmlReader.Read(File.ReadAllText(file));
        if (!File.Exists(Path.Combine(directory, "Dockerfile")))
            return new HerokuYml { Error = $"The app's stack is '{ContainerStack.Name}', but its source has no {FileName} and no Dockerfile. Add one of them, or choose another stack." };
        var web = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return new HerokuYml { Dockerfiles = web.Add("web", "Dockerfile"), Commands = web.Add("web", "") };
    }

    private static async Task<(PinnedImage? Image, string? Failure)> BuildAsync(
        DockerHost host, BuildContext context, HerokuYml yml, string dockerfile, CancellationToken cancellationToken)
    {
        // The context is the directory of the Dockerfile, as on Heroku.
        var directory = Path.GetDirectoryName(Path.Combine(context.AppDirectory, dockerfile))!;
        var tag = string.Create(CultureInfo.InvariantCulture, $"{host.Options.LabelPrefix}/app:{Guid.NewGuid():n}");
        var parameters = new ImageBuildParameters
        {
            Dockerfile = Path.GetFileName(dockerfile),
            Tags = [tag],
            BuildArgs = yml.Arguments.Add("SOURCE_VERSION", context.SourceVersion ?? "").ToDictionary(),
            Labels = new Dictionary<string, string> { [Containers.ContainerNames.PlatformLabel(host.Options.LabelPrefix)] = host.Platform.ToString() },
            NetworkMode = host.NetworkId,
            Remove = true,
            ForceRemove = true,
        };
        var transcript = new BuildTranscript(context.Output);
        try
        {
            await using var archive = BuildContextArchive.Open(directory, cancellationToken);
            await host.Client.Images.BuildImageFromDockerfileAsync(parameters, archive, null, null, transcript, cancellationToken);
        }
        catch (DockerApiException exception)
        {
            return (null, DaemonErrors.Text(exception));
        }
        catch (Exception exception) when (DaemonErrors.IsAway(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new PaasException(PaasErrors.Unavailable, DaemonErrors.Explain(exception, host.Client.Options.Endpoint), exception);
        }

        transcript.End();
        if (transcript.Error is { } error)
            return (null, error);
        var inspected = await host.Client.Images.InspectImageAsync(tag, cancellationToken);
        return (new PinnedImage(inspected.ID, inspected.Size), null);
    }

    private static async Task<ImageInspectResponse> InspectAsync(DockerHost host, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await host.Client.Images.InspectImageAsync(reference, cancellationToken);
        }
        catch (DockerImageNotFoundException)
        {
            await host.Images.PullAsync(reference, null, cancellationToken);
            return await host.Client.Images.InspectImageAsync(reference, cancellationToken);
        }
    }

    private static PinnedImage Pin(DockerHost host, string reference, ImageInspectResponse image)
    {
        var name = ImageReference.Parse(reference).Name;
        // An image that never was in a registry has an id only.
        var pinned = image.RepoDigests?.FirstOrDefault(digest => digest.StartsWith(name + "@", StringComparison.Ordinal)) ?? image.ID;
        var prefix = host.Options.LabelPrefix + ".run.";
        var types = (image.Config?.Labels ?? new Dictionary<string, string>())
            .Where(label => label.Key.StartsWith(prefix, StringComparison.Ordinal) && label.Key.Length > prefix.Length)
            .ToImmutableSortedDictionary(label => label.Key[prefix.Length..], static label => label.Value, StringComparer.Ordinal);
        return new PinnedImage(pinned, image.Size) { ProcessTypes = types };
    }
}
