namespace Paas;

/// <summary>
/// Port: makes container images of source, and pins those that exist, for apps that are images (stack <see cref="ContainerStack.Name"/>). A
/// driver that runs images registers one.
/// </summary>
public interface IImageBuilder
{
    /// <summary>
    /// Builds the images that the source in <see cref="BuildContext.AppDirectory"/> describes (<c>heroku.yml</c> and its Dockerfiles), with
    /// all output in the transcript as it comes. Failures that the developer can act on are returned, not thrown.
    /// Source: devcenter.heroku.com/articles/build-docker-images-heroku-yml.
    /// </summary>
    ValueTask<ImageBuildResult> BuildAsync(BuildContext context, CancellationToken cancellationToken);

    /// <summary>Finds an image, pulls it when it is not there, and pins it by its digest: what was released never changes.</summary>
    /// <param name="reference">Reference such as <c>registry.example/shop:3</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>: there is no such image, or it cannot be pulled.</exception>
    ValueTask<PinnedImage> PinAsync(string reference, CancellationToken cancellationToken);
}
