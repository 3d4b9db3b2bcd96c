using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace Paas.Images;

/// <summary>Makes slugs that are images.</summary>
internal sealed class ImageSlugs(IServiceProvider services)
{
    private const string Web = "web";

    // Not every host has one.
    private readonly IImageBuilder? _images = services.GetService<IImageBuilder>();

    /// <summary>Builds an app's images. Its own failures are told in the transcript.</summary>
    /// <returns>The slug, or why there is none.</returns>
    public async ValueTask<(Slug? Slug, string? Error)> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        if (_images is null)
            return (null, "The stack 'container' needs a host that runs images, such as one with UseDocker(). Choose another stack, or ask the platform's owner.");
        var result = await _images.BuildAsync(context, cancellationToken);
        return result.Error is { } error ? (null, error) : (Create(result.Images, result.ProcessTypes, result.Size, context.SourceVersion), null);
    }

    /// <summary>Pins the images of a release.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is no such image, or nothing here runs images.</exception>
    public async Task<Slug> PinAsync(ImageRelease release, CancellationToken cancellationToken)
    {
        if (_images is null)
            throw new PaasException(PaasErrors.InvalidParams, "An image can only be released where dynos are containers, such as with UseDocker().");
        var main = await _images.PinAsync(release.Image, cancellationToken);
        var size = main.Size;
        var types = !release.ProcessTypes.IsEmpty ? release.ProcessTypes : main.ProcessTypes;
        if (types.IsEmpty)
            types = release.Images.Keys.ToImmutableSortedDictionary(static type => type, static _ => "", StringComparer.Ordinal).SetItem(Web, "");
        var images = types.Keys.ToImmutableSortedDictionary(static type => type, _ => main.Reference, StringComparer.Ordinal);
        foreach (var (type, reference) in release.Images)
        {
            if (!types.ContainsKey(type))
                throw new PaasException(PaasErrors.InvalidParams, $"There is an image for the process type '{type}' but no command; name it in ProcessTypes, with an empty command for what the image says.");
            var own = await _images.PinAsync(reference, cancellationToken);
            images = images.SetItem(type, own.Reference);
            size = Math.Max(size, own.Size);
        }

        return Create(images, types, size, release.Version);
    }

    private static Slug Create(ImmutableSortedDictionary<string, string> images, ImmutableSortedDictionary<string, string> types, long size, string? version) => new()
    {
        Images = images,
        ProcessTypes = types,
        Size = size,
        Language = "Container",
        Stack = ContainerStack.Name,
        Commit = version,
    };
}
