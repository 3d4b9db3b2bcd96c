namespace Paas;

/// <summary>
/// Port: turns source of one kind into something that runs. Buildpacks are tried in the order of their registration;
/// the first that detects builds, unless the app names its own.
/// </summary>
public interface IBuildpack
{
    /// <summary>Unique name by which an app can choose it, such as <c>heroku/nodejs</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The language that it recognises, such as <c>Node.js</c>, or null when the source is not for it. Changes nothing of
    /// the source. Most look at files only; one that has to run something does it in a build dyno.
    /// </summary>
    /// <exception cref="PaasException">The source is not for it, and it has more to say about that than no.</exception>
    ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Builds in place: what is in <see cref="BuildContext.AppDirectory"/> afterwards becomes the slug. Failures that the
    /// developer can act on are returned, not thrown.
    /// </summary>
    ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken);
}
